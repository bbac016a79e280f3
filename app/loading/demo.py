"""The demo: Sachsen-Anhalt's register as printed in 2019, central channels, consoles, and people who do not exist."""

import secrets
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actions.channels import register_channel
from app.actions.sign_in import hash_password, is_right_password
from app.actions.users import add_user
from app.loading.neutrality import load_start_list
from app.loading.peers import connect_peers
from app.loading.register import load_register
from app.models import Channel, EntrustedChannel, Membership, User
from app.models.channel import ApprovalMode, ChannelScope
from app.models.user import MACHINE, Role
from app.settings import Settings

MINISTRIES = ("StK", "MI", "MJ", "MF", "MS", "MB", "MULE", "MW", "MLV")
CENTRAL_STAFF = (
    ("desk1", "Dora Demo (Zentralredaktion)", Role.CENTRAL_EDITOR),
    ("desk2", "Emil Demo (Zentralredaktion)", Role.CENTRAL_EDITOR),
    ("kanal", "Kim Demo (Kanalverwaltung)", Role.CHANNEL_MANAGER),
    ("revision", "Rana Demo (Revision)", Role.AUDITOR),
    ("admin", "Alex Demo (Technik)", Role.ADMIN),
)
CHANNELS = (
    ("portal", "StK", ChannelScope.CENTRAL, "Landesportal", ApprovalMode.CENTRAL),
    ("mastodon", "StK", ChannelScope.CENTRAL, "Mastodon (Demo)", ApprovalMode.CENTRAL),
    ("bluesky", "StK", ChannelScope.CENTRAL, "Bluesky (Demo)", ApprovalMode.CENTRAL),
    ("console", "MB", ChannelScope.OWN, "Konsole MB", ApprovalMode.MINISTRY),
    ("console", "MW", ChannelScope.OWN, "Konsole MW", ApprovalMode.MINISTRY),
)


def load_demo(session: Session, folder: Path, password: str, *, settings: Settings) -> None:
    """Load register, lexicon, demo channels and demo people; what is there already stays. Everybody gets the password."""
    load_register(session, folder, environment=settings.environment)
    load_start_list(session)
    for platform, owner, scope, label, mode in CHANNELS:
        if not session.execute(select(Channel.id).where(Channel.label == label)).first():
            register_channel(
                session,
                MACHINE,
                platform=platform,
                organisation=owner,
                scope=scope,
                label=label,
                approval_mode=mode,
                environment=settings.environment,
                since="2026",
                waiver="demo",
                is_demo=True,
            )
    known = set(session.execute(select(User.email)).scalars())
    for email, name, role, organisation in demo_people():
        if email not in known:
            add_user(
                session,
                MACHINE,
                email=email,
                name=name,
                password=password,
                role=role,
                organisation=organisation,
                is_demo=True,
            )
    assign_central_channels(session)
    session.flush()
    connect_peers(session, settings=settings)
    _agree_on(session, password)


def demo_people() -> list[tuple[str, str, Role, str]]:
    """Return address, name, role and organisation of everybody in the demo."""
    people = []
    for abbreviation in MINISTRIES:
        address = abbreviation.lower()
        people += [
            (
                f"{address}@redaktion.example",
                f"Robin Demo ({abbreviation})",
                Role.MINISTRY_EDITOR,
                abbreviation,
            ),
            (
                f"{address}.lead@redaktion.example",
                f"Luca Demo (Leitung {abbreviation})",
                Role.MINISTRY_LEAD,
                abbreviation,
            ),
        ]
    people += [(f"{part}@redaktion.example", name, role, "StK") for part, name, role in CENTRAL_STAFF]
    return people


def demo_password(settings: Settings) -> str:
    """Return the demo's password: the operator's, or a generated one kept beside the data."""
    if settings.demo_password:
        return settings.demo_password
    file = settings.data_dir / "demo-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12), encoding="utf-8")
    return file.read_text(encoding="utf-8").strip()


def assign_central_channels(session: Session) -> None:
    """Name every central channel in the account of the demo's channel manager."""
    query = (
        select(Membership).join(Membership.user).where(User.is_demo, Membership.role == Role.CHANNEL_MANAGER)
    )
    central = session.execute(select(Channel.id).where(Channel.scope == ChannelScope.CENTRAL)).scalars().all()
    for membership in session.execute(query).scalars():
        assigned = {row.channel_id for row in membership.entrusted}
        membership.entrusted += [
            EntrustedChannel(channel_id=channel_id) for channel_id in central if channel_id not in assigned
        ]


def _agree_on(session: Session, password: str) -> None:
    """Give all demo accounts the password if they have another one."""
    first = session.execute(select(User.password_hash).where(User.is_demo).limit(1)).scalar_one()
    if first is None or not is_right_password(first, password):
        session.execute(update(User).where(User.is_demo).values(password_hash=hash_password(password)))
