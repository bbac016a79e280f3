"""Register and demo data from files, with row and column in every complaint."""
