"""An operation of the API: its lasting name, and what it does."""

from typing import NamedTuple


class Operation(NamedTuple):
    """The lasting name of an operation and its German sentence."""

    id: str
    german: str
