"""How long a proof runs: short in `test`, in full by name (`python3 dev.py proofs`)."""

import os

IS_FULL = os.environ.get("PROOF") == "full"


def either(short, full):
    """The length of a proof in `test`, or its full one where it was asked for by name."""
    return full if IS_FULL else short
