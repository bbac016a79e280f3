"""Who is meant: an account, or those of an organisation who hold the roles that something concerns; and its hooks."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.actions.secrecy import find_secret, may_be_told
from app.editorial.telling import TERMS, Group, Terms
from app.editorial.wishes import NO_WISHES, Wishes
from app.models import Hook, Membership, Notification, NotificationChoice, Organisation, Post, User, Variant
from app.models.notification import NotificationKind
from app.models.notification_choice import Choice
from app.models.user import Role


def find_recipients(session: Session, notification: Notification, terms: Terms) -> list[User]:
    """Return the people a notification is for, with the roles of today; of a secret only those who may know of it."""
    if notification.user_id is not None:
        user = session.get_one(User, notification.user_id)
        meant = [user] if _can_be_told(user) else []
    else:
        assert notification.organisation_id is not None  # noqa: S101 - a constraint of the table
        meant = find_people(session, notification.organisation_id, terms.roles)
    return [user for user in meant if may_be_told(session, notification, user)]


def is_still_for(session: Session, notification: Notification, user: User) -> bool:
    """Tell whether a notification still concerns whom it was written to, with the roles of today."""
    return user in find_recipients(session, notification, TERMS[NotificationKind(notification.kind)])


def find_people(session: Session, organisation_id: UUID, roles: frozenset[Role]) -> list[User]:
    """Return who holds one of the roles there today; where nobody does, in what stands above, and at last the desk."""
    home: Organisation | None = session.get_one(Organisation, organisation_id)
    while home is not None:
        if found := _holders(session, home.id, roles):
            return found
        home = home.parent
    lead = select(Organisation.id).where(Organisation.is_lead).order_by(Organisation.id)
    desk = session.execute(lead).scalars().first()
    return _holders(session, desk, roles | {Role.CENTRAL_EDITOR}) if desk else []


def find_hooks(session: Session, notification: Notification, terms: Terms) -> list[Hook]:
    """Return the hooks that are told as well: those of the organisation whose matter it is, never of what is personal.

    A hook is not told of itself, and of nothing under an embargo: nobody knows who reads what it takes.
    """
    home_id = _home_of(session, notification)
    if home_id is None or find_secret(session, notification) is not None:
        return []
    wanting = select(Hook).where(
        Hook.organisation_id == home_id,
        Hook.groups.contains([terms.group.value]),
        Hook.disabled_at.is_(None),
        Hook.id != notification.object_id,
    )
    return list(session.execute(wanting.order_by(Hook.id)).scalars())


def _home_of(session: Session, notification: Notification) -> UUID | None:
    """Return whose matter a notification is: who it is addressed to, or who owns the post that its writer is told of."""
    if notification.kind in {NotificationKind.POST_MENTIONED, NotificationKind.BARRIER_REPORTED}:
        return None
    if notification.organisation_id is not None:
        return notification.organisation_id
    match notification.object_type:
        case "post":
            return session.get_one(Post, notification.object_id).organisation_id
        case "delivery":
            return session.get_one(Variant, notification.object_id).post.organisation_id
        case _:
            return None


def _holders(session: Session, organisation_id: UUID, roles: frozenset[Role]) -> list[User]:
    today = clock.from_instant(clock.now()).wall.date()
    held = select(Membership).where(
        Membership.organisation_id == organisation_id, Membership.role.in_(list(roles))
    )
    users = {
        membership.user
        for membership in session.execute(held).scalars()
        if membership.is_valid_on(today) and _can_be_told(membership.user)
    }
    return sorted(users, key=lambda user: user.id)


def _can_be_told(user: User) -> bool:
    return user.owner_id is None and user.locked_at is None


def find_wishes(session: Session, user_id: UUID) -> Wishes:
    """Return what an account chose, or what holds for whoever chose nothing."""
    row = session.get(NotificationChoice, user_id)
    if row is None:
        return NO_WISHES
    known = {group.value: group for group in Group}
    groups = {known[name]: Choice(choice) for name, choice in row.groups.items() if name in known}
    return Wishes(groups, row.digest_at, row.quiet_from, row.quiet_until)
