"""One file per platform behind one small interface; no connector ever sees a table."""
