"""Accounts from a shell; this is how the first admin comes to be."""

from typing import Annotated

import typer
from sqlalchemy import select

from app import db
from app.actions.users import add_user
from app.cli.saying import fail, refusals_said
from app.models import User
from app.models.user import MACHINE, Role

group = typer.Typer(no_args_is_help=True, help="Konten.")


@group.command()
def add(
    email: str,
    *,
    name: Annotated[str, typer.Option(help="Vor- und Nachname.")],
    role: Annotated[Role, typer.Option(help="Rolle.")],
    organisation: Annotated[str, typer.Option(help="Kürzel der Stelle.")],
    password: Annotated[
        str,
        typer.Option(
            prompt="Passwort", hide_input=True, confirmation_prompt=True, envvar="REDAKTION_PASSWORD"
        ),
    ],
    same_person_as: Annotated[
        str | None, typer.Option(help="E-Mail eines Kontos desselben Menschen.")
    ] = None,
    can_approve: Annotated[bool, typer.Option("--can-approve", help="Redaktion mit Freigaberecht.")] = False,
) -> None:
    """Ein Konto mit einer Rolle anlegen."""
    with refusals_said(), db.transaction() as session:
        person = None
        if same_person_as is not None:
            query = select(User.person_id).where(User.email == same_person_as.strip().lower())
            person = session.execute(query).scalar_one_or_none()
            if person is None:
                fail(f"Ein Konto {same_person_as} gibt es nicht.")
        add_user(
            session,
            MACHINE,
            email=email,
            name=name,
            password=password,
            role=role,
            organisation=organisation,
            person_id=person,
            can_approve=can_approve,
        )
    typer.echo(f"Konto {email} angelegt.")
