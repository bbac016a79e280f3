"""Lists that go on: behind the first page each leads back to its beginning, narrowed as it was."""

import re

import pytest

from tests.factories import soon


def shown(visitor):
    """The rows of the page's list."""
    (rows,) = re.findall(r'<([ou]l) class="rows".*?>(.*?)</\1>', visitor.page.text, re.DOTALL)
    return re.findall(r"<li\b.*?</li>", rows[1], re.DOTALL)


@pytest.mark.parametrize(
    ("name", "path", "length"),
    [
        ("mb", "/channels?platform=&scope=central", "channels.PAGE_LENGTH"),
        ("revision", "/events?what=user.", "events.PAGE_LENGTH"),
        ("admin", "/admin/users?q=demo", "users.PAGE_LENGTH"),
        ("mb", "/account/tokens", "tokens.PAGE"),
    ],
)
def test_behind_its_first_page_a_list_leads_back_to_its_beginning(
    visitor, people, monkeypatch, name, path, length
):
    monkeypatch.setattr(f"app.web.routes.{length}", 1)
    for number in range(2):
        fields = {"name": f"Programm {number}", "scopes": ["posts:read"], "expires_at": soon(86_400)}
        assert people("mb").post("/tokens", fields).status_code == 201
    reader = visitor(name).look(path)
    first = shown(reader)
    assert len(first) == 1
    assert "Zum Anfang" not in reader.text
    (following,) = re.findall(r'rel="next" href="([^"]+)"', reader.page.text)
    assert shown(reader.look(following.replace("&amp;", "&"))) != first
    (beginning,) = re.findall(r'href="([^"]+)">Zum Anfang', reader.page.text)
    assert shown(reader.look(beginning.replace("&amp;", "&"))) == first
    assert "Zum Anfang" not in reader.text
