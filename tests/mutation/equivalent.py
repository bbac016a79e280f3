"""Mutants that mean the same as the original, each with the reason why no test can tell them apart."""

SAME: dict[tuple[str, str], str] = {}
