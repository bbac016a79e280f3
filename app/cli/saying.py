"""How the command says no: the same German sentences as everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from app.errors import Refusal
from app.messages import explain


def fail(message: str) -> NoReturn:
    """Say what went wrong and end with a failure."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


@contextmanager
def refusals_said() -> Iterator[None]:
    """Turn a refusal into its sentences and a failure."""
    try:
        yield
    except Refusal as refusal:
        lines = [f"{issue.field}: {explain(issue.key, **issue.context)}" for issue in refusal.issues]
        fail("\n".join(lines) or explain(refusal.key, **refusal.context))
