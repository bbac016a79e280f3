"""What a page or a list shows. Reads only."""
