"""Time that passes in a story: rows are moved instead of waiting."""

from tests.workers.conftest import real_scene  # noqa: F401 - pytest finds fixtures by their name here
