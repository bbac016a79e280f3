"""What the register is handed out as: one file per report, each makes a table; `render` turns tables into files."""
