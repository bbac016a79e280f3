"""Whatever somebody is offered as a link leads to a page: everybody of the demo follows them through its two weeks."""

import re
from collections import Counter, deque
from html import unescape

import pytest

from app import db
from app.loading.demo import demo_people
from app.loading.life import load_life
from app.settings import settings

PEOPLE = sorted({row[2]: row[0] for row in demo_people()}.values())
"""One of each role."""
OF_ONE_SHAPE = 6
"""How many addresses of one shape are followed: posts, deliveries, cases, each in several states."""


def links(page):
    return [unescape(link) for link in re.findall(r'href="(/[^"#]*)', page) if not link.startswith("/static")]


def shape(link):
    return re.sub(r"=[^&]*", "=", re.sub(r"[0-9a-f-]{36}|\d{4}-\d\d-\d\d", "…", link))


@pytest.fixture
def life(office):
    with db.transaction() as session:
        load_life(session, settings=settings())


@pytest.mark.parametrize("address", PEOPLE)
def test_every_link_that_somebody_is_offered_leads_to_a_page(life, visitor, address):
    somebody = visitor(address.partition("@")[0])
    seen, shapes, todo = {"/"}, Counter(), deque(["/"])
    while todo:
        link = todo.popleft()
        answer = somebody.look(link)
        assert answer.status == 200, link
        for more in set(links(somebody.page.text)) - seen:
            shapes[shape(more)] += 1
            if shapes[shape(more)] <= OF_ONE_SHAPE:
                todo.append(more)
            seen.add(more)
    assert len(seen) > 20
