"""The clock's hands: they wake up, open a transaction, call an action, and talk to a channel outside it."""
