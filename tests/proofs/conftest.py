"""One office for the proofs that need a whole one: starting it takes longer than most of them."""

import pytest

from tests.proofs.servers import open_beside, open_servers


@pytest.fixture(scope="package")
def servers():
    with open_servers() as both:
        yield both


@pytest.fixture(scope="package")
def office(servers):
    with open_beside(servers) as whole:
        yield whole
