"""The register in the database: who speaks where, brought in from the files and kept in step with them.

Loading twice changes nothing. What the files say about an organisation, a platform or a channel follows the
files; what happened to a channel in the system (a pause, a connection, a newer state) is never undone.
Nothing is deleted: a row that left the files stays in the register.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.actions.events import record
from app.loading.register_answers import load_answers
from app.loading.register_channels import load_channels
from app.loading.register_files import Register, read_register
from app.loading.report import Count, LoadReport
from app.loading.rows import Row
from app.models.channel import Platform
from app.models.organisation import Organisation, OrganisationKind, OrganisationName
from app.models.user import MACHINE

REGISTER_LOCK = 74655  # any number will do; this one is the Drucksache's


def load_register(session: Session, folder: Path, *, environment: str) -> LoadReport:
    """Bring the register of a folder into the database, inside the caller's transaction.

    Organisations are known by abbreviation, platforms by slug, channels by source key. New channels belong to
    `environment`, need no concept (`waiver`) and are connected to nothing. Raises RegisterFaultsError, before
    anything is written, with every fault of every file.
    """
    register = read_register(folder)
    session.execute(select(func.pg_advisory_xact_lock(REGISTER_LOCK)))
    report = LoadReport()
    organisations = _load_organisations(session, register, report)
    platforms = _load_platforms(session, register.platforms, report.platforms)
    load_channels(session, register, organisations, platforms, environment=environment, report=report)
    load_answers(session, register.answers, organisations, report)
    session.flush()
    if not report.is_unchanged:
        lead = next(organisation for organisation in organisations.values() if organisation.is_lead)
        record(session, MACHINE, "register.load", lead, object_id=lead.id, report=str(report))
    return report


def _load_organisations(session: Session, register: Register, report: LoadReport) -> dict[str, Organisation]:
    """Bring in organisations, parents first, and then their names, the current one first."""
    query = select(Organisation).options(selectinload(Organisation.names))
    known = {organisation.abbreviation: organisation for organisation in session.scalars(query)}
    for row in register.organisations:
        values = {
            "kind": OrganisationKind(row["kind"]),
            "parent": known[row["parent"]] if row["parent"] else None,
            "is_lead": row["is_lead"] == "true",
            "answer": row.optional("answer"),
            "source": row.optional("source"),
            **_validity(row),
        }
        organisation = known.get(row["abbreviation"])
        if organisation:
            report.organisations.update(organisation, values)
        else:
            organisation = Organisation(abbreviation=row["abbreviation"], **values)
            known[row["abbreviation"]] = organisation
            report.organisations.create(session, organisation)
        _load_name(organisation, row, {"source": row.optional("source")}, report.names)
    for row in register.names:
        values = {"source": row.optional("source"), **_validity(row)}
        _load_name(known[row["abbreviation"]], row, values, report.names)
    return known


def _load_name(organisation: Organisation, row: Row, values: Mapping[str, Any], count: Count) -> None:
    """Give the organisation the row's name, or the name it has already its days and source."""
    for name in organisation.names:
        if name.name == row["name"]:
            count.update(name, values)
            return
    organisation.names.append(OrganisationName(name=row["name"], **values))
    count.created += 1


def _load_platforms(session: Session, rows: Sequence[Row], count: Count) -> dict[str, Platform]:
    """Bring in the platforms' names, limits and patterns."""
    known = {platform.slug: platform for platform in session.scalars(select(Platform))}
    for row in rows:
        values = {
            "name": row["name"],
            "limit": int(row["limit"]) if row["limit"] else None,
            "url_pattern": row.optional("url_pattern"),
        }
        if row["slug"] in known:
            count.update(known[row["slug"]], values)
        else:
            known[row["slug"]] = Platform(slug=row["slug"], **values)
            count.create(session, known[row["slug"]])
    return known


def _validity(row: Row) -> dict[str, date | None]:
    """Return the checked days of a row's validity, as far as it has them."""
    return {
        column: date.fromisoformat(row[column]) if row[column] else None
        for column in ("valid_from", "valid_to")
    }
