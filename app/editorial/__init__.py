"""The rules of the office, pure: values in, decisions out. No database, no clock, no settings."""
