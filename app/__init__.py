"""Redaktionssystem: the editorial system with which a government speaks in public."""
