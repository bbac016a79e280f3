"""What the checks say of a post: what keeps it from its channels, and what its author and those who decide should see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.assistant import NOTHING_ASKED, Said, ask_assistant
from app.actions.check_facts import gather_facts
from app.actions.content import signers_of
from app.editorial.checks import Due, Facts, find_issues, run_checks
from app.editorial.checks.party_political import PARTY_POLITICAL, texts_to_assess
from app.editorial.checks.pre_election import periods_of
from app.editorial.checks.results import Result, Tuning, justify
from app.editorial.neutrality import Context
from app.editorial.permissions import may_see
from app.errors import InvalidError, Issue, NotFoundError
from app.models import CheckRule, Organisation, Post, Rendering, Revision
from app.models.user import Actor


@dataclass(frozen=True)
class Checked:
    """All results, each with what the author said to it, and what the assistant that took part was."""

    results: Sequence[Result]
    said: Said

    @property
    def is_not_checked(self) -> bool:
        """Whether the neutrality assistant failed, so that its silence means nothing."""
        return self.said.flags is None


def ensure_sendable(session: Session, post: Post) -> None:
    """Raise InvalidError with every issue that would keep the current revision from its channels."""
    issues = find_post_issues(session, post)
    if issues:
        raise InvalidError(issues=issues)


def get_post_to_check(session: Session, actor: Actor, post_id: UUID) -> Post:
    """Return a post that the actor sees whole. Raises NotFoundError."""
    post = session.get(Post, post_id)
    if post is None or not may_see(actor, post):
        raise NotFoundError
    return post


def find_post_issues(session: Session, post: Post) -> list[Issue]:
    """Return what stands between the current revision and its channels; empty where all is well."""
    register = list(session.execute(select(Organisation.abbreviation)).scalars())
    signers = [organisation.abbreviation for organisation in signers_of(session, post, post.current_revision)]
    return find_issues(post.current_revision, current_renderings(post), signers=signers, register=register)


def current_renderings(post: Post) -> list[Rendering]:
    """Return what the current revision says on each channel that was not taken back."""
    return [row for row in post.current_revision.renderings if row.variant.withdrawn_at is None]


def check_post(session: Session, actor: Actor, post_id: UUID) -> Checked:
    """Return all that the checks say of a post that the actor sees whole. Changes nothing. Raises NotFoundError."""
    return check_current(session, get_post_to_check(session, actor, post_id))


def check_current(session: Session, post: Post, *, due: Due | None = None) -> Checked:
    """Return all that the checks say of the current revision, with the justifications handed in. Changes nothing."""
    signers = [row.abbreviation for row in signers_of(session, post, post.current_revision)]
    rows = current_renderings(post)
    facts = gather_facts(session, rows, signers, post_id=post.id, due=due)
    checked = check_revision(session, post.current_revision, rows, facts)
    return replace(checked, results=justify(checked.results, post.justifications))


def check_text(session: Session, text: str, alternative_url: str | None) -> Checked:
    """Return what the checks say of a text alone."""
    revision = Revision(text=text, alternative_url=alternative_url)
    return check_revision(session, revision, [], Facts(), is_text_only=True)


def check_revision(
    session: Session,
    revision: Revision,
    renderings: Sequence[Rendering],
    facts: Facts,
    *,
    is_text_only: bool = False,
) -> Checked:
    """Return all that the checks say, as the desk has set them; the assistant is asked unless its rule is off."""
    tuned = find_tunings(session)
    tuning, said = tuned.get(PARTY_POLITICAL.id), NOTHING_ASKED
    if tuning is None or tuning.is_on:
        is_near = any(periods_of(row, facts) for row in renderings)
        texts = texts_to_assess(revision, renderings)
        said = ask_assistant(session, texts, Context(is_near, revision.cause or ""))
    facts = replace(facts, flags=said.flags)
    results = run_checks(revision, renderings, facts, tuned=tuned, is_text_only=is_text_only)
    return Checked(results, said)


def find_tunings(session: Session) -> dict[str, Tuning]:
    """Return how the desk has set the rules that are not as the house delivers them."""
    rows = session.execute(select(CheckRule)).scalars()
    return {row.rule: Tuning(row.is_on, row.level, row.number or 0) for row in rows}
