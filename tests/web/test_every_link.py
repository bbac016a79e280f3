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
OF_ONE_SHAPE = 3
"""How many addresses of one shape are followed: posts, deliveries, cases, each in several states."""


def links(page):
    return [unescape(link) for link in re.findall(r'href="(/[^"#]*)', page) if not link.startswith("/static")]


def shape(link):
    return re.sub(r"=[^&]*", "=", re.sub(r"[0-9a-f-]{36}|\d{4}-\d\d-\d\d", "…", link))


@pytest.fixture
def life(office):
    with db.transaction() as session:
        load_life(session, settings=settings())


def test_every_link_that_somebody_is_offered_leads_to_a_page(life, visitor):
    wrong = {address: follow(visitor(address.partition("@")[0])) for address in PEOPLE}
    assert not any(wrong.values()), wrong


def follow(somebody):
    """What did not lead to a page, by link."""
    wrong, seen, shapes, todo = {}, {"/"}, Counter(), deque(["/"])
    while todo:
        link = todo.popleft()
        status = somebody.look(link).status
        if status != 200:
            wrong[link] = status
        for more in sorted(set(links(somebody.page.text)) - seen):
            seen.add(more)
            shapes[shape(more)] += 1
            if shapes[shape(more)] <= OF_ONE_SHAPE:
                todo.append(more)
    assert len(seen) > 20
    return wrong
