"""One file per area of the site."""
