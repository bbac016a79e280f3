"""What the page tests see with: a finding in one theme only is found, whichever the page was opened in."""

import pytest

from tests.web.seeing import SCHEMES, WIDTHS, violations

PAGE = """<!doctype html><html lang="de"><title>Probe</title><style>
body { color: black; background: white; transition: color 60s; }
@media (prefers-color-scheme: %s) { body { color: #eee; } }
</style><main><h1>Kaum zu lesen</h1></main></html>"""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_is_wrong_in_one_theme_is_found_there_with_the_width_and_without_waiting(chromium, scheme):
    page = chromium.new_page(viewport={"width": WIDTHS[0], "height": 800}, color_scheme="light")
    page.set_content(PAGE % scheme)
    assert violations(page) == [(WIDTHS[0], scheme, "color-contrast", ["<h1>Kaum zu lesen</h1>"])]
    page.close()
