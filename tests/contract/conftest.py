"""One demo office for the contract's tests, as a stage that stands as long as a file."""

import pytest

from app.main import create_app
from tests.api.conftest import standing_office, visitor  # noqa: F401 - fixtures come by their names
from tests.api.parts import installed_with
from tests.contract.scene import FIGURES_TOKEN, Caller, Scene
from tests.workers.whole_office import open_office


@pytest.fixture(scope="session")
def description():
    """The API's description of itself."""
    return create_app().openapi()


@pytest.fixture(scope="module")
def scene(visitor):  # noqa: F811 - the fixture above
    with installed_with(metrics_token=FIGURES_TOKEN):
        yield Scene(visitor)


@pytest.fixture(scope="module")
def caller(visitor, description):  # noqa: F811 - the fixture above
    return Caller(visitor, description)


@pytest.fixture(scope="module")
def running_office():
    """The whole office in processes of its own, as `up --demo` starts it; shared by all tests of one group, and gone
    before the tests of other folders want the machine."""
    with open_office() as office:
        yield office
