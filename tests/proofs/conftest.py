"""One office for the proofs that need a whole one: starting it takes longer than most of them."""

import pytest

from tests.proofs.servers import open_beside, open_servers


@pytest.fixture(scope="module")
def servers():
    with open_servers() as both:
        yield both


@pytest.fixture(scope="module")
def office(servers):
    with open_beside(servers) as whole:
        yield whole
