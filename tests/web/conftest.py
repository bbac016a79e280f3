"""Who speaks and who reads on the portal, and a real browser with the whole office behind a real address."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from app import db
from app.actions.users import add_user
from app.models.user import MACHINE, Role
from tests.conftest import PASSWORD, environment
from tests.factories import soon
from tests.web.listening import listening
from tests.web.portal_data import make_channel, make_organisation, visit
from tests.web.visitors import NEWCOMER, Visitor
from tests.workers.conftest import real_scene  # noqa: F401 - pytest finds fixtures by their name here


@pytest.fixture(scope="module")
def chromium():
    executable = os.environ.get("REDAKTION_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visitor(client):
    """Return a function that makes somebody at the pages, signed in if a name is given."""
    return lambda name=None: Visitor(client, name)


@pytest.fixture
def account(office):
    """Somebody of the central desk with an initial password, in an office that is no demo."""
    kept = {name[10:].lower(): value for name, value in os.environ.items() if name.startswith("REDAKTION_")}
    with environment(**kept | {"demo": 0}):
        with db.transaction() as session:
            user = add_user(
                session,
                MACHINE,
                email="neu@example.org",
                name="N. Neu",
                password=NEWCOMER,
                role=Role.CENTRAL_EDITOR,
                organisation="StK",
            )
            user.password_is_initial = True
        yield user


@pytest.fixture
def desk(client):
    """The address of the demo office; `people` work in the same one by API."""
    with listening(client.app) as address:
        yield address


@pytest.fixture
def browse(chromium, client, desk):
    """Return a function that opens a browser of its own, signed in as somebody if a name is given: with the cookie of a
    visitor who was signed in before, for the form has tests of its own."""
    contexts = []

    def open_page(name=None, path="/", *, width=1280, scheme="light", **options):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale="de-DE",
            timezone_id="Europe/Berlin",
            base_url=desk,
            **options,
        )
        context.set_default_timeout(30_000)  # milliseconds; a busy machine is no finding
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        if name is not None:
            cookies = Visitor(client, name).client.cookies
            context.add_cookies([{"name": key, "value": said, "url": desk} for key, said in cookies.items()])
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page, name, address=""):
    """Sign in as people do."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("E-Mail-Adresse").fill(f"{name}@redaktion.example")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/")


@pytest.fixture
def restored(people, force):
    """An office in restore mode whose channels are reconciled; one delivery is held for it."""
    mb, desk = people("mb"), people("desk1")
    post = desk.approve(mb.submit(mb.write(title="Schulhof", at=soon(3600))))
    force("update delivery set state = 'held', hold_reason = 'restored'")
    force("update publishing_control set mode = 'restore'")
    [(restoration_id,)] = force(
        "insert into restoration (id, is_behind, since, reconciled_at)"
        " values (gen_random_uuid(), true, now() - interval '2 hours', now()) returning id"
    )
    for outcome, label in (("listed", "Konsole MB"), ("unreadable", "Landesportal")):
        force(
            "insert into restoration_look (restoration_id, channel_id, outcome, posts, found, unknown)"
            " select :id, id, :outcome, 3, 1, 1 from channel where label = :label",
            id=restoration_id,
            outcome=outcome,
            label=label,
        )
    return post, restoration_id


@pytest.fixture
def education(session):
    return make_organisation(session, "MB", "Ministerium für Bildung")


@pytest.fixture
def channel(session, education):
    return make_channel(session, education)


@pytest.fixture
def reader(session):
    with visit(session) as reader:
        yield reader
