"""Who is told of what: one line per kind of notification."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.models.notification import NotificationKind
from app.models.user import Role


class Group(StrEnum):
    """What people choose by: kinds that concern them in the same way."""

    DECISIONS = "decisions"
    COMMENTS = "comments"
    TAKEDOWNS = "takedowns"
    DELIVERIES = "deliveries"
    CHANNELS = "channels"
    FINDINGS = "findings"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Terms:
    """How a kind is told. `roles` say whom of an organisation it concerns.

    What is urgent passes quiet hours; what is mandatory is mailed at once whatever somebody chose, and its arrival is
    an event of the record. What carries a link into the account is for its owner's mailbox only.
    """

    group: Group
    roles: frozenset[Role]
    is_urgent: bool = False
    is_mandatory: bool = False
    is_mail_only: bool = False


WRITERS: Final = frozenset({Role.MINISTRY_EDITOR, Role.MINISTRY_LEAD, Role.CENTRAL_EDITOR})
KEEPERS: Final = frozenset({Role.CHANNEL_MANAGER, Role.MINISTRY_LEAD})
DECIDERS: Final = frozenset({Role.MINISTRY_LEAD, Role.CENTRAL_EDITOR})
HANDS: Final = KEEPERS | DECIDERS
ADMINS: Final = frozenset({Role.ADMIN})
RESTORERS: Final = frozenset({Role.CENTRAL_EDITOR, Role.ADMIN})
HOOK_KEEPERS: Final = frozenset({Role.MINISTRY_LEAD, Role.ADMIN})
ON_DUTY: Final = frozenset({Role.CENTRAL_EDITOR, Role.ADMIN})
SIGNERS: Final = frozenset({Role.MINISTRY_LEAD})
NOBODY: Final[frozenset[Role]] = frozenset()
"""What is written for whom it is for (`actions/digests.py`, `try_hook`); nobody chooses anything of it."""

TERMS: Final[Mapping[NotificationKind, Terms]] = {
    NotificationKind.ACCESS_CLOSED: Terms(Group.CHANNELS, KEEPERS, is_urgent=True),
    NotificationKind.ACCESS_EXPIRES: Terms(Group.CHANNELS, KEEPERS),
    NotificationKind.LATE: Terms(Group.DELIVERIES, WRITERS),
    NotificationKind.HELD: Terms(Group.DELIVERIES, WRITERS, is_urgent=True),
    NotificationKind.HELD_DUE_SOON: Terms(Group.DELIVERIES, DECIDERS, is_urgent=True),
    NotificationKind.SECOND_DUE_SOON: Terms(Group.DECISIONS, DECIDERS, is_urgent=True),
    NotificationKind.CENTRAL_STANDS: Terms(Group.DELIVERIES, WRITERS, is_urgent=True),
    NotificationKind.POST_SUBMITTED: Terms(Group.DECISIONS, DECIDERS),
    NotificationKind.POST_URGENT: Terms(Group.DECISIONS, DECIDERS, is_urgent=True),
    NotificationKind.POST_DUE_SOON: Terms(Group.DECISIONS, DECIDERS, is_urgent=True),
    NotificationKind.POST_WITHDRAWN: Terms(Group.DECISIONS, WRITERS),
    NotificationKind.POST_COMMENTED: Terms(Group.COMMENTS, WRITERS),
    NotificationKind.POST_MENTIONED: Terms(Group.COMMENTS, WRITERS),
    NotificationKind.DELIVERY_DECIDED: Terms(Group.DECISIONS, WRITERS),
    NotificationKind.POST_APPROVED: Terms(Group.DECISIONS, WRITERS),
    NotificationKind.POST_CHANGES_REQUESTED: Terms(Group.DECISIONS, WRITERS, is_urgent=True),
    NotificationKind.POST_REJECTED: Terms(Group.DECISIONS, WRITERS, is_urgent=True),
    NotificationKind.RESOLUTION_PROPOSED: Terms(Group.DELIVERIES, DECIDERS, is_urgent=True),
    NotificationKind.UNCLEAR: Terms(Group.DELIVERIES, HANDS, is_urgent=True),
    NotificationKind.POST_BY_HAND: Terms(Group.DELIVERIES, HANDS, is_urgent=True),
    NotificationKind.POST_BY_HAND_REMINDER: Terms(Group.DELIVERIES, HANDS, is_urgent=True),
    NotificationKind.REMOVE_BY_HAND: Terms(Group.DELIVERIES, HANDS, is_urgent=True),
    NotificationKind.CONTRADICTED: Terms(Group.DELIVERIES, HANDS, is_urgent=True),
    NotificationKind.TAKEDOWN_NOTICE: Terms(Group.TAKEDOWNS, WRITERS, is_urgent=True, is_mandatory=True),
    NotificationKind.TAKEDOWN_DUE_SOON: Terms(Group.TAKEDOWNS, WRITERS, is_urgent=True),
    NotificationKind.TAKEDOWN_OVERDUE: Terms(Group.TAKEDOWNS, DECIDERS, is_urgent=True),
    NotificationKind.TAKEDOWN_UNDELIVERED: Terms(Group.TAKEDOWNS, DECIDERS, is_urgent=True),
    NotificationKind.TAKEDOWN_ANSWERED: Terms(Group.TAKEDOWNS, DECIDERS, is_urgent=True),
    NotificationKind.TAKEDOWN_EXECUTED: Terms(Group.TAKEDOWNS, WRITERS, is_mandatory=True),
    NotificationKind.TAKEDOWN_CLOSED: Terms(Group.TAKEDOWNS, WRITERS),
    NotificationKind.TAKEDOWN_REVOKED: Terms(Group.TAKEDOWNS, WRITERS),
    NotificationKind.POST_REMOVED: Terms(Group.TAKEDOWNS, WRITERS),
    NotificationKind.RESTORE_BEGAN: Terms(Group.DELIVERIES, RESTORERS, is_urgent=True),
    NotificationKind.RESTORE_RECONCILED: Terms(Group.DELIVERIES, RESTORERS, is_urgent=True),
    NotificationKind.INVITATION: Terms(Group.ACCOUNT, NOBODY, is_mandatory=True, is_mail_only=True),
    NotificationKind.PASSWORD_FORGOTTEN: Terms(Group.ACCOUNT, NOBODY, is_mandatory=True, is_mail_only=True),
    NotificationKind.PASSWORD_CHANGED: Terms(Group.ACCOUNT, NOBODY, is_mandatory=True),
    NotificationKind.SECOND_FACTOR_RESET: Terms(Group.ACCOUNT, NOBODY, is_mandatory=True),
    NotificationKind.MAIL_LOST: Terms(Group.ACCOUNT, ADMINS),
    NotificationKind.FINDING_ALARM: Terms(Group.FINDINGS, ON_DUTY, is_urgent=True),
    NotificationKind.FINDING_WARNING: Terms(Group.FINDINGS, ON_DUTY),
    NotificationKind.HOOK_DISABLED: Terms(Group.CHANNELS, HOOK_KEEPERS, is_urgent=True),
    NotificationKind.HOOK_TRIED: Terms(Group.CHANNELS, NOBODY),
    NotificationKind.BARRIER_REPORTED: Terms(Group.CHANNELS, frozenset({Role.CENTRAL_EDITOR})),
    NotificationKind.SURVEY_SENT: Terms(Group.CHANNELS, SIGNERS, is_urgent=True),
    NotificationKind.SURVEY_DUE_SOON: Terms(Group.CHANNELS, SIGNERS, is_urgent=True),
    NotificationKind.PERIOD_IN_FORCE: Terms(Group.DECISIONS, NOBODY),
    NotificationKind.CONTRIBUTION_ASKED: Terms(Group.DECISIONS, WRITERS),
    NotificationKind.CONTRIBUTION_DUE_SOON: Terms(Group.DECISIONS, WRITERS, is_urgent=True),
    NotificationKind.CONTRIBUTION_ANSWERED: Terms(Group.DECISIONS, WRITERS),
    NotificationKind.CONTRIBUTION_WITHDRAWN: Terms(Group.DECISIONS, WRITERS),
    NotificationKind.THEME_COMMENTED: Terms(Group.COMMENTS, WRITERS),
    NotificationKind.THEME_DECIDED: Terms(Group.DECISIONS, WRITERS),
    NotificationKind.PACKAGE_STANDS: Terms(Group.DELIVERIES, WRITERS, is_urgent=True),
    NotificationKind.PRIVACY_POST_DUE: Terms(Group.CHANNELS, KEEPERS),
    NotificationKind.PRIVACY_NOTICE_CHANGED: Terms(Group.CHANNELS, KEEPERS),
    NotificationKind.CONCEPT_OUTDATED: Terms(Group.CHANNELS, KEEPERS),
    NotificationKind.EVALUATION_DUE: Terms(Group.CHANNELS, KEEPERS),
    NotificationKind.REVIEW_DUE: Terms(Group.CHANNELS, frozenset({Role.CENTRAL_EDITOR})),
    NotificationKind.DIGEST: Terms(Group.DELIVERIES, NOBODY),
}
