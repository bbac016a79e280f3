"""What the checks pointed at in a post, numbered, each with what its author said to it, and underlined in the text itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.editorial.checks.results import Result
from app.errors import Issue
from app.messages import explain
from app.models import Post
from app.models.check import CheckLevel
from app.queries.checks import find_last_runs, results_of
from app.queries.queue_findings import find_findings
from app.web.text import legal, prose


@dataclass(frozen=True)
class Point:
    """One thing to look at; `is_asked` says that its author was asked for a sentence, which may be missing."""

    number: int
    sentence: str
    issue: Issue
    justification: str | None = None
    is_asked: bool = False

    def passage_in(self, text: str) -> tuple[int, int] | None:
        """Return where it stands in a text, `[start, end)` in code points; None where the text does not say it there."""
        context = self.issue.context
        if "quote" not in context or self.issue.field.rpartition(".")[2] != "text":
            return None
        start, end = context["start"], context["end"]
        return (start, end) if start < end and text[start:end] == context["quote"] else None


@dataclass(frozen=True)
class Pointed:
    """All of it for one post; `others` are what the author said to rules that found nothing in the current revision."""

    points: Sequence[Point] = ()
    others: Sequence[dict[str, Any]] = ()

    def underline(self, text: str) -> Markup:
        """Return a text as paragraphs, the passages underlined and numbered as in the list."""
        passages = [(row.number, passage) for row in self.points if (passage := row.passage_in(text))]
        return underline(text, passages)


def find_pointed(session: Session, post: Post) -> Pointed:
    """Return what is found in a post now and what was found when it was handed in, with what its author said."""
    issues = find_findings(session, [post])[post.id]
    run = find_last_runs(session, [post.current_revision.id]).get(post.current_revision.id)
    kept = [row for row in results_of(run) if row.level is not CheckLevel.BLOCK]
    from_run = [row.issue for row in kept]
    rows: list[tuple[Issue, str | None, bool]] = [
        (issue, None, False) for issue in issues if issue not in from_run
    ]
    rows += [(row.issue, row.justification, row.asks_for is not None) for row in kept]
    points = [
        Point(number, explain(issue.key, **issue.context), issue, said, asked)
        for number, (issue, said, asked) in enumerate(rows, start=1)
    ]
    names = _names_of(kept)
    return Pointed(points, [row for row in post.justifications if row["rule"] not in names])


def underline(text: str, passages: Sequence[tuple[int, tuple[int, int]]]) -> Markup:
    """Return plain text as paragraphs like `prose`, each passage underlined with its number behind it.

    A web address is no link where a passage is in its line: it might lie across the address.
    """
    if not passages:
        return prose(text)
    blocks: list[list[Markup]] = [[]]
    at = 0
    for line in text.split("\n"):
        if line.strip():
            blocks[-1].append(_underline_line(line, at, passages))
        elif blocks[-1]:
            blocks.append([])
        at += len(line) + 1
    paragraph = Markup('<p dir="auto">{}</p>')
    return Markup("\n").join(paragraph.format(Markup("<br>\n").join(lines)) for lines in blocks if lines)


def _underline_line(line: str, at: int, passages: Iterable[tuple[int, tuple[int, int]]]) -> Markup:
    """Return one line that begins at this place of the text, cut wherever a passage begins or ends."""
    spans = [(number, start - at, end - at) for number, (start, end) in passages]
    here = [(number, start, end) for number, start, end in spans if start < len(line) and end > 0]
    cuts = {0, len(line)} | {place for _, *ends in here for place in ends if 0 < place < len(line)}
    parts = Markup()
    for begin, end in pairwise(sorted(cuts)):
        piece = legal(line[begin:end])
        is_within = any(start <= begin < stop for _, start, stop in here)
        parts += Markup("<mark>{}</mark>").format(piece) if is_within else Markup("{}").format(piece)
        for number, _, stop in here:
            if begin < stop <= end:
                parts += Markup('<sup class="passage">{}</sup>').format(number)
    return parts


def _names_of(results: Iterable[Result]) -> set[str]:
    """Return the names under which something was said that stands beside a finding."""
    return {name for row in results if row.justification for name in (row.indicator, row.rule) if name}
