"""What the register answers to an inquiry: each block as a table, and everything that a frozen version keeps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy.orm import Session

from app import clock
from app.actions.surveys import find_blocks
from app.messages.inquiries import say_words
from app.messages.reports import BASES
from app.models import CostItem, Inquiry, MetricsSnapshot, StaffingRecord, Strategy, Survey
from app.models.cost import CostKind
from app.models.inquiry import Block
from app.models.user import Actor
from app.queries.channels import name_platforms
from app.queries.cost_sums import SumKind, add_up
from app.queries.inquiries import find_executed_takedowns, make_matrix
from app.queries.reported import (
    ReportFilter,
    find_registered_channels,
    find_reported,
    find_without_channel,
)
from app.queries.short_forms import find_short_forms
from app.reports.answers import report_followers, report_staffing, report_strategies
from app.reports.cells import say_printed
from app.reports.channels import report_channels
from app.reports.costs import report_costs
from app.reports.keeping import pack, sum_of
from app.reports.removals import report_removals
from app.reports.table import Table

EVERYBODY: Final = ReportFilter()


def collect(
    session: Session, actor: Actor, blocks: Sequence[Block], wanted: ReportFilter = EVERYBODY
) -> dict[str, Any]:
    """Return the packed tables of several blocks by name: what a survey shows and what a version keeps."""
    return {block.value: pack(_COLLECTORS[block](session, actor, wanted)) for block in blocks}


def collect_for_survey(session: Session, actor: Actor, survey: Survey) -> dict[str, Any]:
    """Return what the register knows of one organisation alone; bodies below it are asked themselves."""
    wanted = ReportFilter(survey.organisation.abbreviation, is_alone=True)
    return collect(session, actor, find_blocks(session, survey.inquiry_id), wanted)


def make_content(session: Session, actor: Actor, inquiry: Inquiry) -> dict[str, Any]:
    """Return everything a frozen version keeps: questions with our words, tables, who answered what, short forms."""
    tables = collect(session, actor, find_blocks(session, inquiry.id))
    said = []
    for row in make_matrix(session, inquiry.id, today=clock.today()):
        survey = row.survey
        is_old = (
            survey.signed_sha256 is not None
            and sum_of(collect_for_survey(session, actor, survey)) != survey.signed_sha256
        )
        words = say_words(row.words, is_signed=survey.signed_at is not None, is_old=is_old)
        remarks = "; ".join(answer.remark for answer in survey.answers if answer.remark)
        said.append({"organisation": row.organisation, "said": words, "remarks": remarks})
    texts = {row["organisation"] for row in said} | {row.answer for row in inquiry.questions if row.answer}
    texts |= {
        cell for table in tables.values() for row in table["rows"] for cell in row if isinstance(cell, str)
    }
    short = find_short_forms(session, texts)
    return {
        "number": inquiry.number,
        "title": inquiry.title,
        "members": list(inquiry.members),
        "deadline": inquiry.deadline.isoformat(),
        "as_of": inquiry.as_of.isoformat(),
        "kept_on": clock.today().isoformat(),
        "questions": [
            {"label": row.label, "wording": row.wording, "block": row.block.value, "answer": row.answer}
            for row in inquiry.questions
        ],
        "tables": tables,
        "surveys": said,
        "abbreviations": short.abbreviations,
        "addresses": short.addresses,
    }


def _costs(session: Session, actor: Actor, wanted: ReportFilter) -> Table:
    return _tell_costs(session, find_reported(session, actor, CostItem, wanted))


def _advertising(session: Session, actor: Actor, wanted: ReportFilter) -> Table:
    items = find_reported(session, actor, CostItem, wanted)
    spent = [row for row in items if row.kind is CostKind.ADVERTISING or row.advertising is not None]
    return replace(_tell_costs(session, spent), name="werbung", title="Werbung")


def _tell_costs(session: Session, items: Sequence[CostItem]) -> Table:
    """Return costs with their sums below: one for each basis, for net and gross are never added up."""
    table = report_costs(items, name_platforms(session))
    sums = [
        f"Summe {BASES[row.basis]}: {'rund ' if row.estimate else ''}{say_printed(row.amount)} Euro "
        f"({row.items} Beträge)"
        for row in add_up(items)
        if row.per is SumKind.TOTAL
    ]
    return replace(table, notes=[*table.notes, *sums])


_COLLECTORS: Final[Mapping[Block, Callable[[Session, Actor, ReportFilter], Table]]] = {
    Block.CHANNELS: lambda session, _, wanted: report_channels(
        find_registered_channels(session, wanted), find_without_channel(session, wanted)
    ),
    Block.COSTS: _costs,
    Block.ADVERTISING: _advertising,
    Block.STAFFING: lambda session, actor, wanted: report_staffing(
        find_reported(session, actor, StaffingRecord, wanted), name_platforms(session)
    ),
    Block.STRATEGIES: lambda session, actor, wanted: report_strategies(
        find_reported(session, actor, Strategy, wanted)
    ),
    Block.FOLLOWERS: lambda session, actor, wanted: report_followers(
        find_reported(session, actor, MetricsSnapshot, wanted)
    ),
    Block.REMOVALS: lambda session, _, wanted: report_removals(find_executed_takedowns(session, wanted)),
}
