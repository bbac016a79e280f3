"""Who speaks and who reads on the portal's pages and feeds."""

import pytest

from tests.web.portal_data import make_channel, make_organisation, visit


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
