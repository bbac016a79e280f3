"""Accounts from a shell; this is how the first admin comes to be."""

from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import db
from app.actions.codes import hold_account
from app.actions.second_factors import remove_second_factor
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
            prompt="Passwort",
            hide_input=True,
            confirmation_prompt="Passwort wiederholen",
            envvar="REDAKTION_PASSWORD",
        ),
    ],
    same_person_as: Annotated[
        str | None, typer.Option(help="E-Mail eines Kontos desselben Menschen.")
    ] = None,
    can_approve: Annotated[bool, typer.Option("--can-approve", help="Redaktion mit Freigaberecht.")] = False,
    valid_to: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Letzter Tag der Rolle; eine Agentur hat höchstens zwölf Monate."
        ),
    ] = None,
) -> None:
    """Ein Konto mit einer Rolle anlegen."""
    with refusals_said(), db.transaction() as session:
        person = find_account(session, same_person_as).person_id if same_person_as else None
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
            valid_to=valid_to.date() if valid_to else None,
        )
    typer.echo(f"Konto {email} angelegt.")


@group.command()
def reset_second_factor(email: str) -> None:
    """Einem Konto den zweiten Faktor nehmen, etwa der einzigen Administration, deren Gerät verloren ist."""
    with refusals_said(), db.transaction() as session:
        user = hold_account(session, find_account(session, email).id)
        remove_second_factor(session, MACHINE, user)
    typer.echo(f"Der zweite Faktor von {email} ist zurückgesetzt; alle Anmeldungen des Kontos sind beendet.")


def find_account(session: Session, email: str) -> User:
    """Return the account with this address, or say that there is none."""
    user = session.execute(select(User).where(User.email == email.strip().lower())).scalar_one_or_none()
    return user or fail(f"Ein Konto {email} gibt es nicht.")
