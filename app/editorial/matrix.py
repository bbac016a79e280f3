"""Who may do what: roles x actions on one page. What is not written here is refused (SECURITY section 2).

Scopes: `own` is the own ministry and what is below it, `central` the Landeskanäle, `assigned` the channels named in
the account, `created` what the account itself wrote, `all` everything. Of events somebody reads those of posts shown
whole (`seen`), of its channels (`assigned`), or of accounts (`technical`). A token permits what its scopes name and no more.
"""

from enum import StrEnum
from typing import Final

from app.models.user import Role, TokenScope


class Permission(StrEnum):
    """The closed list of what can be permitted."""

    READ_DRAFT = "post.read"
    CREATE = "post.create"
    WRITE = "post.write"
    SUBMIT = "post.submit"
    MARK_URGENT = "post.mark_urgent"
    COMMENT = "post.comment"
    WITHDRAW = "post.withdraw"
    HOLD = "delivery.hold"
    TAKE_DOWN = "delivery.take_down"
    RESOLVE = "delivery.resolve"
    PROPOSE_RESOLUTION = "delivery.propose_resolution"
    BY_HAND = "delivery.by_hand"
    READ_TAKEDOWN = "takedown.read"
    OPEN_TAKEDOWN = "takedown.open"
    EXECUTE_TAKEDOWN = "takedown.execute"
    RESPOND_TAKEDOWN = "takedown.respond"
    SET_STOP = "stop.set"
    LIFT_STOP = "stop.lift"
    END_RESTORE = "restore.end"
    CONNECT = "channel.connect"
    MANAGE_USERS = "user.manage"
    MANAGE_HOOKS = "hook.manage"
    READ_EVENTS = "event.read"
    READ_FINDINGS = "finding.read"
    END_FINDING = "finding.end"
    READ_REPORTS = "report.read"
    READ_LEXICON = "lexicon.read"
    CHANGE_LEXICON = "lexicon.change"
    DECIDE_ELECTIONS = "election.decide"
    READ_INQUIRY = "inquiry.read"
    LEAD_INQUIRY = "inquiry.lead"
    SIGN_SURVEY = "survey.sign"
    WRITE_REGISTER = "register.write"
    WAIVE = "channel.waive"
    RECORD_DECISION = "decision.record"
    STOP_PLATFORM = "platform.stop"
    PLAN = "theme.plan"
    PUT_CENTRAL_FIRST = "theme.put_central_first"
    CONTRIBUTE = "theme.contribute"
    ENTER_OCCASIONS = "occasion.enter"


class Scope(StrEnum):
    """How far a role reaches for one permission."""

    OWN = "own"
    CENTRAL = "central"
    ASSIGNED = "assigned"
    OWN_ASSIGNED = "own, assigned"
    TO_MINISTRY = "to its ministry"
    CREATED = "created"
    SEEN = "what is seen whole"
    TECHNICAL = "technical"
    ALL = "all"


ME, ML, CE = Role.MINISTRY_EDITOR, Role.MINISTRY_LEAD, Role.CENTRAL_EDITOR
CM, AU, AD, AG, SV = Role.CHANNEL_MANAGER, Role.AUDITOR, Role.ADMIN, Role.AGENCY, Role.SERVICE
OWN, CENTRAL, ASSIGNED, ALL = Scope.OWN, Scope.CENTRAL, Scope.ASSIGNED, Scope.ALL
OWN_ASSIGNED, TO_MINISTRY = Scope.OWN_ASSIGNED, Scope.TO_MINISTRY
CREATED, SEEN, TECHNICAL = Scope.CREATED, Scope.SEEN, Scope.TECHNICAL

MATRIX: Final[dict[Permission, dict[Role, Scope]]] = {
    Permission.READ_DRAFT: {ME: OWN, ML: OWN, CE: OWN, AU: ALL, AG: OWN_ASSIGNED, SV: CREATED},
    Permission.CREATE: {ME: OWN, ML: OWN, CE: OWN, AG: OWN_ASSIGNED, SV: OWN},
    Permission.WRITE: {ME: OWN, ML: OWN, CE: OWN, AG: OWN_ASSIGNED},
    Permission.SUBMIT: {ME: OWN, ML: OWN, CE: OWN, AG: TO_MINISTRY, SV: CREATED},
    Permission.MARK_URGENT: {ME: OWN, ML: OWN, CE: OWN},
    Permission.COMMENT: {ME: OWN, ML: OWN, CE: OWN, AG: OWN_ASSIGNED},
    Permission.WITHDRAW: {ME: OWN, ML: OWN, CE: CENTRAL},
    Permission.HOLD: {ML: OWN, CE: CENTRAL},
    Permission.TAKE_DOWN: {ML: OWN, CE: OWN},
    Permission.RESOLVE: {ML: OWN, CE: CENTRAL},
    Permission.PROPOSE_RESOLUTION: {CM: ASSIGNED},
    Permission.BY_HAND: {ML: OWN, CE: CENTRAL, CM: ASSIGNED},
    Permission.READ_TAKEDOWN: {ME: OWN, ML: OWN, CE: ALL, AU: ALL},
    Permission.OPEN_TAKEDOWN: {CE: ALL},
    Permission.EXECUTE_TAKEDOWN: {CE: CENTRAL},
    Permission.RESPOND_TAKEDOWN: {ME: OWN, ML: OWN},
    Permission.SET_STOP: {ML: OWN, CE: ALL, CM: ASSIGNED, AD: ALL},
    Permission.LIFT_STOP: {ML: OWN, CE: ALL, CM: ASSIGNED},
    Permission.END_RESTORE: {CE: ALL, AD: ALL},
    Permission.CONNECT: {CM: ASSIGNED},
    Permission.MANAGE_USERS: {AD: ALL},
    Permission.MANAGE_HOOKS: {ML: OWN, AD: ALL},
    Permission.READ_EVENTS: {ME: SEEN, ML: SEEN, CE: SEEN, CM: ASSIGNED, AU: ALL, AD: TECHNICAL},
    Permission.READ_FINDINGS: {CE: ALL, AU: ALL, AD: ALL},
    Permission.END_FINDING: {CE: ALL},
    Permission.READ_REPORTS: {ME: OWN, ML: OWN, CE: ALL, CM: ALL, AU: ALL},
    Permission.READ_LEXICON: {CE: ALL, AU: ALL},
    Permission.CHANGE_LEXICON: {CE: ALL},
    Permission.DECIDE_ELECTIONS: {CE: ALL},
    Permission.READ_INQUIRY: {ML: OWN, CE: ALL, CM: ALL, AU: ALL},
    Permission.LEAD_INQUIRY: {CE: ALL},
    Permission.SIGN_SURVEY: {ML: OWN},
    Permission.WRITE_REGISTER: {ML: OWN, CE: CENTRAL, CM: ALL},
    Permission.WAIVE: {CE: ALL},
    Permission.RECORD_DECISION: {ML: OWN, CE: ALL, CM: ALL},
    Permission.STOP_PLATFORM: {CE: ALL},
    Permission.PLAN: {ME: OWN, ML: OWN, CE: ALL},
    Permission.PUT_CENTRAL_FIRST: {CE: ALL},
    Permission.CONTRIBUTE: {ME: OWN, ML: OWN, CE: OWN},
    Permission.ENTER_OCCASIONS: {CE: ALL},
}

ON_BEHALF: Final = {
    Permission.READ_DRAFT,
    Permission.CREATE,
    Permission.WRITE,
    Permission.SUBMIT,
    Permission.MARK_URGENT,
    Permission.COMMENT,
}
"""What the central desk may do with a post that it writes for a ministry without a channel of its own."""

READING: Final = {Permission.READ_DRAFT}
TOKENS: Final[dict[TokenScope, set[Permission]]] = {
    TokenScope.POSTS_READ: READING,
    TokenScope.POSTS_WRITE: READING | {Permission.CREATE, Permission.WRITE},
    TokenScope.POSTS_SUBMIT: READING | {Permission.SUBMIT},
    TokenScope.REGISTER_READ: set(),
}
"""What a token's scopes open. What is in none of them no token can ever do (SECURITY TK-03)."""
