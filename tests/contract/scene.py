"""The demo office as a stage: people with a home, and things of theirs in every state, made through the API itself."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

from pyotp import TOTP
from sqlalchemy import select

from app import db, otp
from app.actions.account_links import arm_link
from app.actions.addressing import address_due
from app.actions.channels import register_channel
from app.actions.findings import file_finding
from app.actions.notifications import notify_user
from app.actions.sign_in import hash_password
from app.clock import now
from app.identity import RECENT
from app.models import (
    AccountLink,
    Channel,
    EntrustedChannel,
    Letter,
    Membership,
    Organisation,
    SecondFactor,
    User,
)
from app.models.account_link import LinkKind
from app.models.channel import ApprovalMode, ChannelScope
from app.models.finding import FindingRule
from app.models.letter import Medium
from app.models.notification import NotificationKind
from app.models.user import MACHINE, Role, TokenScope
from app.settings import settings
from tests.api.parts import deliver_due, fetch, only, register, run
from tests.conftest import PASSWORD
from tests.factories import Person, Program, a_key, soon
from tests.pictures import picture

CENTRAL = "Landesportal"
HAND_CHANNEL = "Landeskanal Facebook"
FOREIGN = "MW"
WITHOUT_CHANNEL = "MF"
DAY_S = 24 * 3600
FIGURES_TOKEN = "ein-zeichen-nur-fuer-kennzahlen"
CODES = TOTP(otp.make_secret())
"""What makes everybody's one-time codes."""
TOKENS_OF = {"dienst": ("mb.lead", True), "zeichen": ("desk1", False)}
"""Programs: who made their token, and whether it is a service's."""


@dataclass
class Ask:
    """What a call needs beside its operation: ids for the path, a query, headers and a body (or its bytes).

    `leaves`: the call ends its caller's sign-in, so it comes from somebody freshly signed in. `shows`: a success
    counts only if this id is in the answer, for lists leave out what their reader may not see. `upload` is a file
    that goes with the body, which is a form then. `beforehand` puts right what an earlier try may have used up;
    `afterwards` takes back what would be in the way of later calls.
    """

    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None
    upload: bytes | None = None
    leaves: bool = False
    shows: str | None = None
    beforehand: Callable[[], None] | None = None
    afterwards: Callable[[], None] | None = None

    def about(self, other_id):
        """The same about something with another id, or of another name where the path holds no id."""
        ids = [name for name in self.path if name.endswith("_id")]
        return replace(self, path=self.path | dict.fromkeys(ids or self.path, other_id))


class Scene:
    """Makes what calls are about. `home` is the organisation that owns a thing, `channel` where it is to appear."""

    def __init__(self, client):
        self.client = client
        self._people = {}
        self._channels = []
        self._days = 6
        self._is_quiet = False
        self._by_hand = set()
        with db.transaction() as session:
            register_channel(
                session,
                MACHINE,
                platform="console",
                organisation="StK",
                scope=ChannelScope.OWN,
                label="Konsole StK",
                approval_mode=ApprovalMode.MINISTRY,
                environment=settings().environment,
                since="2026",
            )
            hire_strangers(session)

    def person(self, name, *, anew=False):
        """Somebody signed in, or a program with its token; anew where what they came with is used up."""
        if anew:
            return self._let_in(name)
        let_in_at, somebody = self._people.get(name, (0, None))
        if monotonic() - let_in_at > RECENT.total_seconds() / 2:
            somebody = self._let_in(name)
            self._people[name] = monotonic(), somebody
        return somebody

    def _let_in(self, name):
        if name not in TOKENS_OF:
            return Person(self.client, name)
        owner, is_service = TOKENS_OF[name]
        body = new_token() | {"scopes": list(TokenScope)}
        if is_service:
            ((service_id,),) = fetch('select id from "user" where owner_id is not null order by id limit 1')
            body["service_id"] = str(service_id)
        return Program(self.client, self.person(owner).post("/tokens", body).json()["token"])

    def editor(self, home):
        """Who writes for the organisation: for one without a channel the desk."""
        return self.person("desk1" if home == WITHOUT_CHANNEL else home.lower())

    def lead(self, home):
        return self.person(f"{home.lower()}.lead")

    def approver(self, home, channel):
        return self.person("desk2") if channel in {CENTRAL, HAND_CHANNEL} else self.lead(home)

    def channel_id(self, label):
        return self.person("mb").channel(label)

    def earlier_time(self):
        """An instant before all those given so far, so that what is due then comes first in a list."""
        self._days -= 1 / 288
        return soon(self._days * DAY_S)

    def draft(self, home, channel=CENTRAL, at=None, **fields):
        return self.editor(home).write(home, channels=(channel,), at=at or soon(7 * DAY_S), **fields)

    def image(self, home):
        return self.editor(home).media(picture("PNG"), alt="Ein Schulhof mit einem Baum")

    def submitted(self, home, channel=CENTRAL, at=None):
        return self.editor(home).submit(self.draft(home, channel, at))

    def approved(self, home, channel=CENTRAL, at=None):
        return self.approver(home, channel).approve(self.submitted(home, channel, at))

    def held(self, home, channel=CENTRAL):
        post = self.approved(home, channel)
        self.approver(home, channel).post(f"/deliveries/{only(post)['id']}/hold", {"reason": "Bitte prüfen."})
        return self.editor(home).read(post)

    def sent(self, home, channel=CENTRAL):
        lift_stops()
        post = self.approved(home, channel, at=soon(-5))
        deliver_due()
        post = self.editor(home).read(post)
        assert only(post)["state"] == "sent", post
        return post

    def for_a_hand(self, home, channel=CENTRAL):
        """A delivery that waits for a hand: on a Landeskanal, or on a channel of its own organisation."""
        lift_stops()
        post = self.approved(home, self.hand_channel(home, channel), at=soon(-5))
        deliver_due()
        return self.editor(home).read(post)

    def in_a_hand(self, home, channel=CENTRAL):
        """The same when somebody has begun to post it."""
        post = self.for_a_hand(home, channel)
        label = self.hand_channel(home, channel)
        begun = self.approver(home, label).post(f"/deliveries/{only(post)['id']}/post-by-hand")
        assert begun.status_code == 200, begun.text
        return post

    def removing_by_hand(self, home, channel=CENTRAL, *, minutes=11):
        """The same when it was reported so many minutes ago and is to be removed."""
        post = self.in_a_hand(home, channel)
        path = f"/deliveries/{only(post)['id']}"
        there = {"outcome": "there", "reason": "Steht dort.", "remote_url": f"https://facebook.example{path}"}
        self.approver(home, self.hand_channel(home, channel)).post(f"{path}/resolve", there)
        run(
            "update delivery_attempt set finished_at = finished_at - make_interval(mins => :minutes)"
            " where delivery_id = :id and outcome = 'unknown'",
            id=only(post)["id"],
            minutes=minutes,
        )
        self.lead(home).post(f"{path}/take-down", {"reason": "Die Angaben waren falsch."})
        return post

    def hand_channel(self, home, channel):
        """The label of a channel that is served by hand; the channel manager serves the Landeskanal."""
        is_central = channel == CENTRAL
        label = HAND_CHANNEL if is_central else f"Facebook {home}"
        if label not in self._by_hand:
            scope = ChannelScope.CENTRAL if is_central else ChannelScope.OWN
            channel_id = register("facebook", label, "StK" if is_central else home, scope)
            run("update channel set idempotency = 'manual' where id = :id", id=channel_id)
            if not is_central:
                run("delete from entrusted_channel where channel_id = :id", id=channel_id)
            self._by_hand.add(label)
        return label

    def comment(self, home):
        """The id of a comment that the editor wrote on a submitted post."""
        post = self.submitted(home)
        answer = self.editor(home).post(f"/posts/{post['id']}/comments", {"text": "Bitte die Zahl prüfen."})
        return answer.json()["id"]

    def takedown(self, home, channel=CENTRAL, post=None, **fields):
        """A case about a published post, or this one, that the desk has opened."""
        body = {
            "post_id": (post or self.sent(home, channel))["id"],
            "kind": "removal" if channel == CENTRAL else "notice_only",
            "ground": "party_political",
            "quote": "Mehr dazu auf dem Landesportal.",
            "remedy": "Bitte den Verweis auf die Parteiseite entfernen.",
        }
        answer = self.person("desk2").post("/takedowns", body | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def ready_takedown(self, home, channel=CENTRAL, post=None):
        """The same when its notice has arrived and there is no time to wait for an answer."""
        urgent = "Der Parteitag beginnt in wenigen Minuten."
        case = self.takedown(home, channel, post, deadline_at=soon(-1), urgent_reason=urgent)
        run("update takedown set delivered_at = clock_timestamp() where id = :id", id=case["id"])
        return case

    def token(self, home):
        """The id of an API token of the editor's own."""
        return self.editor(home).post("/tokens", new_token()).json()["id"]

    def account(self):
        """A new account without a role."""
        return self.person("admin").post("/users", new_account()).json()["id"]

    def link_token(self):
        """A token that is good for a new account's first password."""
        user_id = UUID(self.account())
        with db.transaction() as session:
            link = AccountLink(kind=LinkKind.INVITATION, user_id=user_id)
            session.add(link)
            session.flush()
            return arm_link(session, link.id)

    def locked_account(self):
        user_id = self.account()
        self.person("admin").post(f"/users/{user_id}/lock", {"reason": "Ausgeschieden."})
        return user_id

    def membership(self):
        """Somebody's new role."""
        body = new_membership(self.account())
        return self.person("admin").post("/memberships", body).json()["id"]

    def notice(self, home):
        """The id of a notice of the editor's own."""
        with db.transaction() as session:
            channel = session.execute(select(Channel).where(Channel.label == CENTRAL)).scalar_one()
            query = select(User).where(User.email == f"{home.lower()}@redaktion.example")
            editor = session.execute(query).scalar_one()
            said = {"label": CENTRAL, "platform": "portal", "expires_at": "2037-03-01T10:00:00+01:00"}
            notify_user(
                session, NotificationKind.ACCESS_EXPIRES, editor.id, channel, once=str(uuid4()), **said
            )
            while address_due(session, settings=settings()):  # in portions, with what other calls left
                session.flush()
            newest = select(Letter.id).where(Letter.user_id == editor.id, Letter.medium == Medium.IN_APP)
            return str(session.execute(newest.order_by(Letter.id.desc())).scalars().first())

    def hook(self, home):
        """The id of a hook of the organisation's; those of earlier calls are gone, as their number is limited."""
        forget_hooks(home)
        return self.person("admin").post("/hooks", new_hook(home)).json()["id"]

    def empty_channel(self, home):
        """A channel that waits for its credentials: named in the channel manager's account, or a foreign one."""
        label = f"Meldungen {home} {len(self._channels) + 1}"
        self._channels.append(register("webhook", label))
        if home == FOREIGN:
            run("delete from entrusted_channel where channel_id = :id", id=self._channels[-1])
        return str(self._channels[-1])

    def finding(self):
        with db.transaction() as session:
            row = file_finding(
                session, FindingRule.PART_SILENT, "part", "publish", part="Der Worker publish", ago=""
            )
            return {"id": str(row.id)}

    def finding_to_decide(self):
        """A finding that no look ever ends."""
        with db.transaction() as session:
            address = f"https://social.example/@land/{uuid4()}"
            row = file_finding(session, FindingRule.POST_WITHOUT_ROW, "channel", address, remote_url=address)
            return {"id": str(row.id)}

    def inquiry(self):
        """An inquiry of which every organisation was asked, the newest of all that are due last."""
        desk = self.person("desk2")
        inquiry = desk.post("/inquiries", new_inquiry()).json()
        sent = desk.post(f"/inquiries/{inquiry['id']}/surveys", {"due_on": inquiry["deadline"]})
        assert sent.status_code == 201, sent.text
        return inquiry

    def survey(self, home, *, is_answered=False):
        """What one organisation is asked about a new inquiry."""
        inquiry = self.inquiry()
        desk = self.person("desk2")
        asked = desk.get(f"/inquiries/{inquiry['id']}/surveys").json()["items"]
        (survey,) = (row for row in asked if row["organisation"] == home)
        if is_answered:
            word = {"block": "followers", "word": "confirmed"}
            self.lead(home).put(f"/surveys/{survey['id']}/answers", word)
        return desk.get(f"/surveys/{survey['id']}").json()

    def kept(self):
        """The id of the first version of a new inquiry's answer."""
        inquiry = self.inquiry()
        return self.person("desk2").post(f"/inquiries/{inquiry['id']}/versions").json()["id"]

    def planned(self, home):
        """The id of a channel that the channel manager planned for an organisation."""
        return self.person("kanal").post("/channels", new_channel(home)).json()["channel"]["id"]

    def running(self, home):
        """The id of a channel of an organisation that has opened."""
        channel = self.planned(home)
        self.person("desk1").post(f"/channels/{channel}/waive", {"reason": "Nur für die Dauer der Flut."})
        answer = self.person("kanal").post(f"/channels/{channel}/steps/activate", {})
        assert answer.status_code == 200, answer.text
        return channel

    def concept(self, home):
        """The id of the concept of an organisation, which has one only."""
        begun = {"organisation": home, "title": "Nutzungskonzept"}
        answer = self.person("kanal").post("/concepts", begun)
        if answer.status_code == 201:
            return answer.json()["id"]
        ((concept,),) = fetch(
            "select c.id from concept c join organisation o on o.id = c.organisation_id where o.abbreviation = :home",
            home=home,
        )
        return str(concept)

    def imprint_entry(self, home, **said):
        """The id of an entry of the imprint that the channel manager made."""
        path = f"/concepts/{self.concept(home)}/entries"
        return self.person("kanal").post(path, IMPRINT_ENTRY | said).json()["id"]

    def whole_concept(self, home):
        """The id of a concept that lacks nothing."""
        concept, manager = self.concept(home), self.person("kanal")
        for role in ("body", "responsible", "contact"):
            self.imprint_entry(home, role=role)
        assert manager.put(f"/concepts/{concept}", CONCEPT, if_match="*").status_code == 200
        manager.put(f"/channels/{self.planned(home)}/use", USE)
        return concept

    def issued_concept(self, home):
        """The id of a version of a concept."""
        path = f"/concepts/{self.whole_concept(home)}/versions"
        return self.person("kanal").post(path, {"as_of": "2026-05-31"}).json()["id"]

    def stopped_platform(self, slug):
        """See to it that a stop of the platform stands."""
        forget_platform_stops()
        answer = self.person("desk2").post(f"/platforms/{slug}/stop", PLATFORM_STOP)
        assert answer.status_code == 200, answer.text

    def election(self):
        """The id of an election that somebody of the desk proposed, the latest of all that are known."""
        return self.person("desk2").post("/elections", new_election()).json()["id"]

    def election_to_end(self):
        """The id of a period in force that somebody of the desk wants to end."""
        election_id = self.election()
        for path, body in (("confirm", None), ("withdraw", {"reason": "Der Wahltag wurde verlegt."})):
            assert self.person("desk1").post(f"/elections/{election_id}/{path}", body).status_code == 200
        return election_id

    def lexicon_change(self):
        """The id of a change of the lexicon that somebody of the desk proposed."""
        return self.person("desk2").post("/lexicon/versions", new_lexicon_change()).json()["id"]

    def house(self, home):
        """The id of an organisation."""
        [(house_id,)] = fetch("select id from organisation where abbreviation = :home", home=home)
        return str(house_id)

    def theme(self, home, **fields):
        """The id of a theme that an organisation leads, under an embargo unless said otherwise."""
        body = new_theme(self.house(home)) | {"embargo_until": soon(7 * DAY_S)} | fields
        return self.person("desk2").post("/themes", body).json()["id"]

    def contribution(self, home):
        """The id of what an organisation is asked for."""
        body = {
            "organisation_id": self.house(home),
            "request": "Bitte zwei Sätze.",
            "due_at": soon(3 * DAY_S),
        }
        return self.person("desk2").post(f"/themes/{self.theme(home)}/contributions", body).json()["id"]

    def cost(self, home):
        """The id of what channels of an organisation cost, entered by the channel manager."""
        return self.person("kanal").post("/costs", new_cost(home)).json()["id"]

    def staffing(self, home):
        """The id of who looks after channels of an organisation, entered by the channel manager."""
        return self.person("kanal").post("/staffing", new_staffing(home)).json()["id"]

    def strategy(self, home):
        """The id of whose strategy an organisation follows, entered by the channel manager."""
        return self.person("kanal").post("/strategies", new_strategy(home)).json()["id"]

    def snapshot(self, home):
        """The id of how many followed a channel of an organisation on a day, entered by the channel manager."""
        return self.person("kanal").post("/metrics-snapshots", self.new_snapshot(home)).json()["id"]

    def new_snapshot(self, home):
        """How many followed a channel of its own; each time another channel."""
        return {"channel_id": self.planned(home), "as_of": "2026-06-30", "followers": 1245, "views": 30500}

    def occasion(self):
        return self.person("desk2").post("/occasions", new_occasion()).json()["id"]

    def package(self, home):
        """The id of a package of an organisation with one of its posts, made by the desk."""
        made = self.person("desk2").post("/packages", self.new_package(home))
        assert made.status_code == 201, made.text
        return made.json()["id"]

    def new_package(self, home):
        return {
            "title": "Digitalpakt",
            "press_release": f"PM {uuid4()}",
            "rest": "what_can",
            "fires_at": soon(7 * DAY_S),
            "organisation_id": self.house(home),
            "deliveries": [only(self.submitted(home))["id"]],
        }

    def press(self):
        """A press database with its secret."""
        made = self.person("admin").post("/press-connections", {"name": "Pressedatenbank"})
        assert made.status_code == 201, made.text
        return made.json()

    def approved_once(self, home, channel=CENTRAL):
        """A post that is due in a pre-election period and approved by one person who is asked for nowhere."""
        if not self._is_quiet:
            body = new_election() | {"day": "2039-07-01"}
            known = self.person("desk2").post("/elections", body).json()["id"]
            run(
                "update election set decided_by_id = (select id from \"user\" where email = 'desk1@redaktion.example'),"
                " decided_at = now() where id = :id",
                id=known,
            )
            self._is_quiet = True
        post = self.submitted(home, channel, "2039-06-01T10:00:00Z")
        if channel == CENTRAL:
            return self.person("desk2").approve(post)
        run(
            "insert into membership (id, user_id, organisation_id, role, can_approve)"
            " select gen_random_uuid(), u.id, o.id, 'ministry_lead', false from \"user\" u, organisation o"
            " where u.email = 'mf.lead@redaktion.example' and o.abbreviation = :home",
            home=home,
        )
        post = self.person("mf.lead").approve(post)
        run(
            'delete from membership m using "user" u, organisation o where u.id = m.user_id'
            " and o.id = m.organisation_id and u.email = 'mf.lead@redaktion.example' and o.abbreviation = :home",
            home=home,
        )
        return post

    def stopped(self, home, channel=CENTRAL):
        who = self.person("desk2") if channel == CENTRAL else self.lead(home)
        body = {
            "scope": "channel",
            "channel_id": self.channel_id(channel),
            "reason": "Verdacht auf Fremdzugriff.",
        }
        return who.post("/stops", body).json()

    def restored(self):
        """A restoration of which only the end is left; the office itself goes on as before."""
        [(restoration_id,)] = fetch(
            "insert into restoration (id, is_behind, since, reconciled_at) values"
            " (gen_random_uuid(), false, now() - interval '2 hours', now()) returning id"
        )
        run(
            "insert into restoration_look (restoration_id, channel_id, outcome, posts, found)"
            " values (:id, :channel_id, 'listed', 3, 1)",
            id=restoration_id,
            channel_id=self.channel_id(CENTRAL),
        )
        return str(restoration_id)


def lift_stops():
    run("update publishing_stop set lifted_at = now(), lifted_by_id = by_id where lifted_at is null")


def hire_strangers(session):
    """Give the office an agency that works for MB on two channels for a while, and a service of MB's lead."""
    home = session.execute(select(Organisation).where(Organisation.abbreviation == "MB")).scalar_one()
    named = session.execute(select(Channel).where(Channel.label.in_([CENTRAL, "Konsole MB"]))).scalars()
    lead = session.execute(select(User).where(User.email == "mb.lead@redaktion.example")).scalar_one()
    until = now().date() + timedelta(days=90)
    agency = User(
        name="Ada Demo (Agentur)", email="agentur@redaktion.example", password_hash=hash_password(PASSWORD)
    )
    service = User(name="Fachverfahren", owner_id=lead.id, person_id=lead.person_id)
    agency.memberships = [Membership(organisation=home, role=Role.AGENCY, valid_to=until)]
    agency.memberships[0].entrusted = [EntrustedChannel(channel_id=channel.id) for channel in named]
    service.memberships = [Membership(organisation=home, role=Role.SERVICE)]
    agency.is_demo = service.is_demo = True
    session.add_all([agency, service])


class Caller:
    """Carries out an operation by name, for a person or for nobody."""

    def __init__(self, client, description):
        self.client = client
        self.operations = {
            operation["operationId"]: operation
            for methods in description["paths"].values()
            for operation in methods.values()
        }
        self.places = {
            operation["operationId"]: (method.upper(), path)
            for path, methods in description["paths"].items()
            for method, operation in methods.items()
        }

    def call(self, name, ask, person=None):
        """Send it; without a person from nobody."""
        method, path = self.places[name]
        if ask.content is not None or ask.body is None:
            body = {"content": ask.content}
        elif ask.upload is not None:
            body = {"data": ask.body, "files": {"file": ("bild.png", ask.upload, "image/png")}}
        else:
            body = {"json": ask.body}
        headers = (person.headers if person else {}) | ask.header
        address = path.format(**ask.path)
        if ask.beforehand:
            ask.beforehand()
        answer = self.client.request(method, address, params=ask.query, headers=headers, **body)
        if ask.afterwards:
            ask.afterwards()
        return answer


def new_inquiry():
    """What somebody enters who has got a Kleine Anfrage."""
    return {
        "number": f"KA 9/{uuid4().int % 10**9}",
        "title": "Auftritte der Landesregierung in sozialen Medien",
        "members": ["Kim Muster", "Alex Beispiel"],
        "deadline": "2036-03-01",
        "as_of": "2026-03-01",
        "questions": [
            {"label": "1", "wording": "Wie bewertet die Landesregierung soziale Medien?"},
            {"label": "2", "wording": "Wie viele Abonnenten haben sie?", "block": "followers"},
        ],
    }


USE = {
    "purpose": "Junge Menschen über Ausbildung im Land informieren.",
    "extent": "Drei Beiträge in der Woche, Antworten an Werktagen.",
    "responsibility": "Pressestelle des Ressorts",
    "target_group": "Schülerinnen und Schüler",
    "topics": "Ausbildung, Schule",
    "delimitation": "Die Landeskanäle berichten nur von Kabinettsbeschlüssen dazu.",
    "concept_title": "Nutzungskonzept Ausbildung",
    "concept_as_of": "2026-05-01",
}
PLATFORM_STOP = {
    "effect": "paused",
    "legal_reason": "Kein datenschutzkonformes Betreiben möglich.",
    "review_on": "2040-03-01",
    "condition": "Der Betreiber schließt eine Vereinbarung nach Art. 26 DSGVO.",
}
"""Of a platform on which nothing of the scene goes out."""


CONCEPT = {
    "title": "Nutzungskonzept Social Media",
    "preamble": "Viele Menschen lesen Nachrichten zuerst in sozialen Netzwerken.",
    "mission": "Wir erklären, was das Land beschließt.",
    "contact": "Werktags von 9 bis 15 Uhr erreichen Sie uns so:",
    "sources": ["https://presse.example/meldungen"],
    "channels": "Neue Kanäle öffnen wir Schritt für Schritt.",
    "commitment": "Wir prüfen jedes Jahr, ob und wie wir die Kanäle nutzen.",
}
IMPRINT_ENTRY = {
    "role": "responsible",
    "name": "Kim Muster",
    "function": "Leitung der Pressestelle",
    "area": "Presse",
    "address": "Musterweg 1\n39114 Magdeburg",
    "email": "presse@ministerium.example",
    "valid_from": "2026-01-01",
}
EVALUATION = {
    "evaluated_on": "2026-05-31",
    "goes_on": True,
    "whether": "Die Kanäle erreichen, wen die Presse nicht erreicht.",
    "how": "Weniger Beiträge, dafür mit Antworten am selben Tag.",
}
PLATFORM_FACTS = {
    "description": "Ein Dienst, auf dem Videos stehen und in andere Seiten eingebunden werden.",
    "seat": "USA",
    "is_open": True,
    "info_url": "https://vimeo.com/privacy",
}


def forget_concept(home):
    """See to it that an organisation has no concept: the one it has goes to another."""
    run(
        "with other as (insert into organisation (id, abbreviation, kind, is_lead)"
        " select gen_random_uuid(), gen_random_uuid()::text, 'division', false from concept c"
        " join organisation o on o.id = c.organisation_id where o.abbreviation = :home returning id)"
        " update concept set organisation_id = other.id from other, organisation o"
        " where concept.organisation_id = o.id and o.abbreviation = :home",
        home=home,
    )


def forget_platform_stops():
    run(
        "update platform_stop set lifted_at = now(), lifted_by_id = by_id, lift_reason = 'Übung'"
        " where lifted_at is null"
    )


def new_channel(home):
    """What somebody enters who plans a channel."""
    return {"platform": "vimeo", "organisation": home, "label": f"Ausbildung {uuid4()}"}


def new_decision(home):
    """What somebody writes down who has decided about a channel."""
    return {
        "organisation": home,
        "title": "Ein Kanal weniger",
        "decided_on": "2026-03-02",
        "participants": "Staatskanzlei, Landesbeauftragter für den Datenschutz",
        "arguments": "Aufwand und Reichweite sind abgewogen.",
        "outcome": "Der Kanal endet.",
    }


def new_hook(home):
    """What somebody asks for who wants a program to be told."""
    return {
        "organisation": home,
        "name": f"Leitstand {home}",
        "url": "https://leitstand.example/haken",
        "groups": ["decisions", "deliveries", "channels"],
    }


def forget_hooks(home):
    query = (
        "delete from hook where organisation_id = (select id from organisation where abbreviation = :home)"
    )
    run(query, home=home)


def new_token():
    """What somebody asks for who wants an API token."""
    scopes = ["posts:read", "posts:write"]
    return {"name": "Fachverfahren Schulportal", "scopes": scopes, "expires_at": soon(30 * DAY_S)}


def new_election():
    """What the desk enters; the days are far away, so that nothing else is due in them."""
    return {
        "territory": "Musterland",
        "kind": "state",
        "day": "2040-01-01",
        "source": "Bekanntmachung der Landeswahlleitung (erfunden)",
    }


def new_theme(lead_id):
    return {
        "title": "Digitalpakt",
        "kind": "event",
        "lead_id": lead_id,
        "starts_on": "2037-03-01",
        "ends_on": "2037-03-02",
        "goals": ["information"],
    }


def new_occasion():
    return {
        "name": "Tag der offenen Archive (erfunden)",
        "kind": "culture",
        "first_day": "2037-03-07",
        "last_day": "2037-03-07",
    }


def new_cost(organisation):
    return {
        "organisation": organisation,
        "platforms": ["mastodon"],
        "year_from": 2026,
        "year_to": 2026,
        "kind": "video",
        "service": "Film zum Digitalpakt (erfunden)",
        "contractor": "Agentur Muster",
        "amount": "1041.24",
        "basis": "gross",
        "positions": [{"label": "Dreh", "amount": "800.00"}, {"label": "Schnitt", "amount": "241.24"}],
    }


def new_staffing(organisation):
    return {
        "organisation": organisation,
        "platforms": ["mastodon"],
        "persons_min": 1,
        "persons_max": 2,
        "comparator": "~",
        "effort": "0.5",
        "basis": "fte",
    }


def new_strategy(organisation):
    return {
        "organisation": organisation,
        "kind": "other",
        "document": "Medienkonzept (erfunden)",
        "platforms": ["mastodon"],
        "goals": ["Schulen erreichen", "Fragen beantworten"],
    }


def new_lexicon_change():
    """A party that does not exist begins to count; each time under another name."""
    return {
        "note": "Neu zugelassen.",
        "changes": [
            {
                "change": "add_term",
                "actor": "Mondpartei",
                "kind": "name",
                "surface": f"Mondpartei {uuid4()}",
                "match": "folded",
                "strength": "strong",
                "valid_from": "2030-01-01",
                "source": "erfunden",
            }
        ],
    }


def new_account():
    return {"name": "Nele Neu", "email": f"{a_key()}@redaktion.example"}


def new_membership(user_id):
    return {
        "user_id": user_id,
        "organisation": "MB",
        "role": "ministry_editor",
        "can_approve": True,
        "valid_from": "2030-03-01",
        "valid_to": "2031-02-28",
    }


def give_back_passwords():
    """Everybody has the demo's password and their sign-ins again."""
    ((known,),) = fetch("select password_hash from \"user\" where email = 'mf@redaktion.example'")
    run('update "user" set password_hash = :known where is_demo and owner_id is null', known=known)
    run("update sign_in set revoked_at = null")


def plant_second_factors(user_id=None, *, are_confirmed=False):
    """Give everybody, or one account, a second factor that makes the same codes."""
    forget_second_factors()
    key_file, confirmed_at = settings().second_factor_key_file, now() if are_confirmed else None
    with db.transaction() as session:
        chosen = User.owner_id.is_(None) if user_id is None else User.id == user_id
        for user in session.execute(select(User).where(chosen)).scalars():
            sealed = otp.seal_secret(CODES.secret, user_id=user.id, key_file=key_file)
            session.add(SecondFactor(user_id=user.id, sealed_secret=sealed, confirmed_at=confirmed_at))


def forget_second_factors():
    """Nobody has a second factor, and whoever lost their sign-in to one has it again."""
    run("delete from second_factor")
    run("update sign_in set revoked_at = null")


def keyed():
    """The header that a call with a public effect needs."""
    return {"Idempotency-Key": a_key()}
