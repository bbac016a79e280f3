"""What is looked at on every page: by axe, in both themes and widths, and by who has only a keyboard."""

from axe_playwright_python.sync_playwright import Axe

WIDTHS = [360, 1280]
SCHEMES = ["light", "dark"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(row["id"], [node["html"] for node in row["nodes"]]) for row in found]


def tab_to(page, selector, most=60):
    """Press Tab until the element has the focus, and see that it shows it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", selector
            return
    raise AssertionError(f"{selector} is not reached by Tab")
