"""The page that a package names is looked at as a visitor would, so that a wrong link is known before the moment."""

import pytest

from app import db
from app.actions.packages import change_package, want_preflight
from app.actions.portal_looks import claim_due_looks, record_look
from app.models.package import PortalFinding
from app.queries.packages import Light, get_package
from app.settings import settings
from app.workers import preflight
from tests.channels.ugly import Ugly
from tests.workers.planning import HOUR_S
from tests.workers.test_packages_at_work import Packing


class Pages(Ugly):
    """A server that answers as the address says: `/404` with 404."""

    def work(self, heard):
        return int(heard.path[1:]), {"Location": "/anderswo"}, b""


@pytest.fixture
def pages(with_settings):
    with Pages() as server:
        with_settings(private_hosts=server.host)
        yield server


@pytest.fixture
def packing(scene, planning, channel):
    return Packing(scene, planning)


@pytest.fixture
def named(packing, scene):
    """Return a function that makes a package which names a page, and has it looked at."""

    def make(url, **more):
        package_id = packing.pack(scene.approved(), **more)
        scene.force("update package set portal_url = :url where id = :id", url=url, id=package_id)
        preflight.sweep()
        return package_id

    return make


def seen(packing, package_id):
    view = packing.look(package_id)
    return view.package.portal_finding, view.page_light


@pytest.mark.parametrize(
    ("status", "finding", "light"),
    [
        (200, "reachable", "green"),
        (301, "reachable", "green"),
        (404, "not_public", "amber"),
        (403, "not_public", "amber"),
        (500, "unreachable", "red"),
    ],
)
def test_what_a_visitor_would_find_there_is_the_light_of_the_page(
    named, packing, pages, status, finding, light
):
    package_id = named(f"{pages.url}/{status}")
    assert seen(packing, package_id) == (finding, light)
    [request] = pages.requests
    assert (request.method, request.body) == ("GET", b"")
    assert not {"authorization", "cookie"} & set(request.headers)
    preflight.sweep()
    assert len(pages.requests) == 1


def test_a_server_that_is_away_is_red_and_an_inner_address_is_never_called(named, packing, with_settings):
    with Pages() as server:
        away, host = f"{server.url}/200", server.host
    with_settings(private_hosts=host)
    assert seen(packing, named(away)) == (PortalFinding.UNREACHABLE, Light.RED)
    with Pages() as inner:
        assert seen(packing, named(f"{inner.url}/200")) == (PortalFinding.NOT_CALLED, Light.AMBER)
        assert inner.requests == []


def test_our_own_portal_is_called_wherever_it_runs(named, packing, with_settings):
    with Pages() as ours:
        with_settings(base_url=ours.url)
        assert seen(packing, named(f"{ours.url}/200")) == (PortalFinding.REACHABLE, Light.GREEN)


def test_it_is_looked_at_again_before_the_moment_on_request_and_under_a_new_address(
    named, packing, pages, scene
):
    package_id = named(f"{pages.url}/404", fires_in=HOUR_S)
    scene.force("update package set portal_checked_at = now() - interval '6 minutes'")
    preflight.sweep()
    assert len(pages.requests) == 1
    scene.force("update package set fires_at = now() + interval '9 minutes'")
    preflight.sweep()
    assert len(pages.requests) == 2
    scene.do(want_preflight, packing.desk, package_id)
    preflight.sweep()
    assert len(pages.requests) == 3
    member = packing.look(package_id).members[0].view.id
    scene.do(change_package, packing.desk, package_id, packing.bundle(member, fires_in=HOUR_S))
    view = packing.look(package_id)
    assert (view.package.portal_finding, view.page_light) == (None, None)


def test_a_look_at_an_address_that_was_changed_meanwhile_says_nothing(named, packing, pages, scene):
    package_id = named(f"{pages.url}/200")
    scene.do(want_preflight, packing.desk, package_id)
    with db.transaction() as session:
        [look] = claim_due_looks(session, settings=settings())
        assert claim_due_looks(session, settings=settings()) == []
    scene.do(want_preflight, packing.desk, package_id)
    with db.transaction() as session:
        record_look(session, look, PortalFinding.UNREACHABLE)
        view = get_package(session, packing.desk, package_id, environment=settings().environment)
        assert view.package.portal_finding is None


def test_what_is_fired_or_undone_is_looked_at_no_more(named, pages, packing, scene):
    package_id = named(f"{pages.url}/200")
    scene.do(want_preflight, packing.desk, package_id)
    packing.fire(package_id)
    preflight.sweep()
    assert len(pages.requests) == 1
