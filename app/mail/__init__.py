"""Letters: what a notification says in German, and how a mail leaves the house."""
