"""JSON for machines: a call in, a result out. What is decided is decided elsewhere."""
