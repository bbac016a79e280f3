"""Checks before approval, one file per rule: (revision, renderings, facts) -> issues. Keys, never prose.

Who adds a rule writes its file, names it in `RULES`, and gives it words in `messages/checks.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app.editorial.checks.appointment import APPOINTMENT
from app.editorial.checks.base import Due as Due
from app.editorial.checks.base import Facts as Facts
from app.editorial.checks.base import Period as Period
from app.editorial.checks.base import Rule as Rule
from app.editorial.checks.citizen_value import CITIZEN_VALUE, RELEVANCE
from app.editorial.checks.closed_channel import CLOSED_CHANNEL
from app.editorial.checks.collision import COLLISION
from app.editorial.checks.emoji_chain import EMOJI_CHAIN
from app.editorial.checks.funding_notice import FUNDING_NOTICE
from app.editorial.checks.hashtags import CAMEL_CASE, HASHTAGS
from app.editorial.checks.identical_text import IDENTICAL_TEXT
from app.editorial.checks.missing_source import MISSING_SOURCE
from app.editorial.checks.party_political import PARTY_POLITICAL
from app.editorial.checks.portfolio import PORTFOLIO
from app.editorial.checks.pre_election import PRE_ELECTION
from app.editorial.checks.results import Result, Tuning, find_results
from app.editorial.checks.technical import TECHNICAL
from app.errors import Issue
from app.models.post import Rendering, Revision

VERSION: Final = "1.1.0"
"""Of the rules here; stored with what they found, raised with every change of it."""

RULES: Final = (
    *TECHNICAL,
    FUNDING_NOTICE,
    APPOINTMENT,
    PARTY_POLITICAL,
    PRE_ELECTION,
    CLOSED_CHANNEL,
    COLLISION,
    PORTFOLIO,
    IDENTICAL_TEXT,
    MISSING_SOURCE,
    CITIZEN_VALUE,
    RELEVANCE,
    HASHTAGS,
    CAMEL_CASE,
    EMOJI_CHAIN,
)
"""All rules, in the order in which people read them."""
BY_ID: Final[Mapping[str, Rule]] = {rule.id: rule for rule in RULES}


def run_checks(
    revision: Revision,
    renderings: Sequence[Rendering],
    facts: Facts,
    *,
    tuned: Mapping[str, Tuning] | None = None,
    is_text_only: bool = False,
) -> list[Result]:
    """Return all that the rules point at, in the order of the rules; of a text alone only what a text is enough for."""
    rules = [rule for rule in RULES if rule.is_of_text or not is_text_only]
    return find_results(rules, revision, renderings, facts, tuned or {})


def find_issues(
    revision: Revision, renderings: Sequence[Rendering], *, signers: Sequence[str], register: Iterable[str]
) -> list[Issue]:
    """Return every issue that keeps the renderings of a revision from their channels."""
    facts = Facts(signers=signers, register=list(register))
    return [row.issue for row in find_results(TECHNICAL, revision, renderings, facts, {})]
