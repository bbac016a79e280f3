import re
from urllib.parse import urlsplit

import pytest

from app.models.delivery import DeliveryState
from app.web.pages import STATIC
from tests.conftest import environment
from tests.web.portal_data import kept, make_channel, make_organisation, publish, serve

TEXT_ON = [
    ("ink", "page"),
    ("ink", "sheet"),
    ("muted", "page"),
    ("muted", "sheet"),
    ("link", "page"),
    ("link", "sheet"),
    ("link-hover", "page"),
    ("link-hover", "sheet"),
    ("masthead-ink", "masthead"),
    ("masthead-muted", "masthead"),
    ("notice-ink", "notice"),
    ("fault", "page"),
    ("fault", "sheet"),
    ("sheet", "link"),
    ("sheet", "link-hover"),
]
RING_ON = [
    ("focus", "page"),
    ("focus", "sheet"),
    ("masthead-focus", "masthead"),
    ("muted", "sheet"),
    ("fault", "sheet"),
]
LONG = (
    "Bundesimmissionsschutzverordnungsdurchführungsbestimmung https://land.example/"
    + "sehr-lang-" * 30
    + "\n\n<script>alert(1)</script> ]]> & 👩‍👩‍👧 \x01 שלום "
    + "x" * 300
)


PLACES = (
    "[...document.querySelectorAll('img, h2, footer')].map(p => [p.offsetTop, p.offsetWidth, p.offsetHeight])"
)


@pytest.fixture
def site(session, tmp_path):
    with environment(data_dir=tmp_path):
        yield from make_site(session)


def make_site(session):
    images = [kept("Ein Schulhof", size=size) for size in ((1200, 800), (300, 900), (40, 30))]
    state_office = make_organisation(session, "StK", "Staatskanzlei und Ministerium für Kultur", is_lead=True)
    economy = make_organisation(
        session, "MW", "Ministerium für Wirtschaft, Wissenschaft und Digitalisierungsangelegenheiten"
    )
    channel = make_channel(session, state_office)
    delivery = publish(
        session,
        channel,
        state_office,
        LONG,
        joint_with=[economy],
        alternative_url="https://land.example/" + "y" * 200,
        content_warning="Bilder von " + "Baustellen" * 20,
        media=images,
    )
    removed = publish(session, channel, economy, "Entfernt", state=DeliveryState.REMOVED)
    for minute in range(25):
        text, shown = f"Nachricht {minute}. Mit Text dahinter.", images[minute % 2 :]
        publish(session, channel, economy, text, minutes=minute + 1, media=shown)
    with serve(session) as address:
        pages = {
            "index": "/portal",
            "post": f"/portal/posts/{delivery.id}",
            "gone": f"/portal/posts/{removed.id}",
            "feed": f"/portal/feeds/{channel.id}",
        }
        yield {name: address + path for name, path in pages.items()}


@pytest.fixture
def look(chromium):
    """Return a function that opens a page and notes what it asks for and complains about."""
    contexts = []

    def open_page(address, width=1280, scheme="light"):
        context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.requests, page.complaints = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("requestfailed", lambda request: page.complaints.append(request.url))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def see_every_image(page):
    """Scroll to each image until it is there; return them."""
    images = page.locator("main img").all()
    for image in images:
        image.scroll_into_view_if_needed()
        image.evaluate("image => image.decode()")
    return images


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_pages_fit_the_screen_ask_nobody_else_and_complain_about_nothing(site, look, width, scheme):
    for name in ("index", "post", "gone"):
        page = look(site[name], width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        hosts = {urlsplit(address).netloc for address in page.requests}
        assert hosts == {urlsplit(site[name]).netloc}
        assert [line for line in page.complaints if "410 (Gone)" not in line] == []
        expected = colours(dark=scheme == "dark")["page"]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == f"rgb{expected}"


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_when_an_image_arrives(site, look, width):
    for name in ("index", "post"):
        page = look(site[name], width)
        see_every_image(page)
        arrived = page.evaluate(PLACES)
        page.route("**/images/**", lambda route: None)  # noqa: ARG005 - the answer never comes
        page.reload()
        assert page.evaluate("[...document.images].some(image => image.naturalWidth)") is False
        assert page.evaluate(PLACES) == arrived


@pytest.mark.parametrize("width", [320, 1280])
def test_every_image_is_shown_undistorted_within_the_page(site, look, width):
    for name, number in (("index", 20), ("post", 3)):
        page = look(site[name], width)
        for image in see_every_image(page):
            box = image.bounding_box()
            natural = image.evaluate("image => image.naturalWidth / image.naturalHeight")
            assert box["width"] <= width
            assert abs(box["width"] / box["height"] - natural) < 0.05
        assert page.locator("main img").count() == number


def test_the_skip_link_comes_first_and_leads_to_the_content(site, look):
    page = look(site["post"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt springen"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhalt"


def test_every_link_is_reached_by_keyboard_and_shows_it(site, look):
    page = look(site["index"], 360)
    links = page.locator("a").count()
    reached = set()
    for _ in range(links):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.href"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
    assert None not in reached


def test_feed_links_are_large_enough_to_be_hit(site, look):
    page = look(site["index"], 360)
    for box in page.locator(".formats a, .pages a, .masthead li a").all():
        size = box.bounding_box()
        assert min(size["height"], size["width"]) >= 24


def test_pages_can_be_enlarged_to_two_hundred_percent(site, look):
    page = look(site["post"], 640)
    page.evaluate("document.documentElement.style.setProperty('font-size', '212%')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_feeds_are_well_formed_for_a_browser(site, look):
    page = look(site["index"])
    for ending, root in (("atom", "feed"), ("rss", "rss")):
        found = page.evaluate(
            """text => {
                const parsed = new DOMParser().parseFromString(text, "application/xml");
                return [parsed.documentElement.localName, parsed.querySelectorAll("parsererror").length];
            }""",
            page.request.get(f"{site['feed']}.{ending}").text(),
        )
        assert found == [root, 0]
    assert len(page.request.get(f"{site['feed']}.json").json()["items"]) == 26


@pytest.mark.parametrize("ending", ["atom", "rss", "json"])
def test_a_feed_opened_in_a_browser_is_shown_without_complaint(site, look, ending):
    page = look(f"{site['feed']}.{ending}")
    assert page.complaints == []
    assert "Nachricht 24." in page.content()


@pytest.mark.parametrize("dark", [False, True])
def test_colours_contrast_enough(dark):
    found = colours(dark=dark)
    for ink, ground in TEXT_ON:
        assert contrast(found[ink], found[ground]) >= 4.5, (ink, ground)
    for ring, ground in RING_ON:
        assert contrast(found[ring], found[ground]) >= 3, (ring, ground)


def test_every_colour_is_a_property_with_a_dark_counterpart():
    css = (STATIC / "portal.css").read_text()
    assert colours(dark=False).keys() == colours(dark=True).keys()
    rules = re.sub(r":root \{[^}]*\}", "", css)
    assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|url\(|@import", rules)


def colours(*, dark):
    """Return the colour properties of the style sheet as triples."""
    light_root, dark_root = re.findall(r":root \{([^}]*)\}", (STATIC / "portal.css").read_text())
    found = re.findall(r"--([\w-]+): #(\w{2})(\w{2})(\w{2});", dark_root if dark else light_root)
    return {name: tuple(int(channel, 16) for channel in channels) for name, *channels in found}


def contrast(one, other):
    """Return the contrast ratio of two colours as WCAG 2.1 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    linear = [
        value / 255 / 12.92 if value / 255 <= 0.04045 else ((value / 255 + 0.055) / 1.055) ** 2.4
        for value in colour
    ]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
