"""What is looked at on every page: by axe, in both themes and widths, and by who has only a keyboard."""

from axe_playwright_python.sync_playwright import Axe

WIDTHS = [360, 1280]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],
}
COLOURS = RULES | {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What the theme changes: the dark one has the same elements, names and order, so all else is looked at once."""
SCHEMES = {"dark": COLOURS, "light": RULES}


_AXE = Axe().axe_script
_FIND = """async options => {
    document.getAnimations().forEach(running => running instanceof CSSTransition && running.finish());
    const found = await axe.run(options);
    return found.violations.map(rule => [rule.id, rule.nodes.map(node => node.html)]);
}"""


def violations(page, schemes=tuple(SCHEMES)):
    """Return what axe finds in either theme, with width and theme; the page stays as it is, and light."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_AXE)
    found = []
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        found += [
            (page.viewport_size["width"], scheme, *row) for row in page.evaluate(_FIND, SCHEMES[scheme])
        ]
    return found


def open_all(page):
    """Open everything folded on the page."""
    page.locator("main details").evaluate_all("rows => rows.forEach(row => row.open = true)")


def ensure_sound(page, said=""):
    """Open everything folded on the page: in both widths axe finds nothing, and nothing is cut off.

    The dark theme is looked at where a page has all its parts below one another, for its colours know nothing of
    widths. The page shows the words `said`, is not gone to again, and has its own size afterwards.
    """
    assert said in page.locator("main").inner_text(), page.url
    size = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        open_all(page)
        assert violations(page, SCHEMES if width == WIDTHS[0] else ["light"]) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    page.set_viewport_size(size)


def tab_to(page, selector, most=60):
    """Press Tab until the element has the focus, and see that it shows it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
    raise AssertionError(f"{selector} is not reached by Tab")
