"""A mutant on trial: do the tests of its file notice it?

One process has everything loaded but the rules themselves and forks a child for each mutant. The child takes the
mutant for the file and runs the tests; only those that need no database, so that a trial takes less than a second.
"""

import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 60
"""A mutant that never ends is noticed, too."""
PLUGINS = ("-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "--hypothesis-seed=1")
PYTEST = ("-o", "addopts=", "-x", "-q", *PLUGINS, "--confcutdir")
FOLDER = ROOT / "tests" / "editorial"
TESTS = {
    "deliveries": ["guards", "guards_together", "transitions", "resolutions_rules", "rules_of_deliveries"],
    "workflow": ["workflow", "rules_in_time"],
    "permissions": [
        *(path.stem.removeprefix("test_") for path in sorted(FOLDER.glob("test_permissions_*.py"))),
        "rules_on_behalf",
    ],
    "resolutions": ["resolutions_rules"],
    "payload": ["payload", "guards"],
    "memberships": ["memberships_rules"],
}
"""The files of rules, and which tests of tests/editorial are asked about each."""


def source_of(name: str) -> Path:
    """Return the file with the rules of this name."""
    return ROOT / "app" / "editorial" / f"{name}.py"


class _Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutant to whoever imports the file."""

    def __init__(self, name: str, source: str):
        self.module, self.path, self.source = f"app.editorial.{name}", str(source_of(name)), source

    def find_spec(self, name, *_):
        is_ours = name == self.module
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if is_ours else None

    def exec_module(self, module):
        exec(compile(self.source, self.path, "exec"), module.__dict__)  # noqa: S102 - our own rules, one changed


def load() -> None:
    """Load what every trial needs, but no rule: a rule that is loaded already would be the right one."""
    import hypothesis.stateful  # noqa: F401

    import app.errors
    import app.models  # noqa: F401

    loaded = [name for name in sys.modules if name.startswith("app.editorial.")]
    assert not loaded, f"already loaded: {loaded}"


def begin(name: str, source: str) -> int:
    """Let a child try this source of the rules of this name; return its number."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    code = 70
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        signal.alarm(LONGEST_S)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # hypothesis is all that these tests take
        sys.meta_path.insert(0, _Loader(name, source))
        tests = [str(FOLDER / f"test_{test}.py") for test in TESTS[name]]
        warnings.simplefilter("ignore", pytest.PytestAssertRewriteWarning)
        code = int(pytest.main([*PYTEST, str(FOLDER), *tests]))
    finally:
        os._exit(code)


def try_all(todo: list[tuple[str, str]]) -> Iterator[tuple[int, bool]]:
    """Try these sources, each under its name, as many at once as there are cores; yield number and whether noticed."""
    waiting, running = list(enumerate(todo)), {}
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            index, (name, source) = waiting.pop(0)
            running[begin(name, source)] = index
        child, status = os.wait()
        yield running.pop(child), status != 0


def seconds_since(begun: float) -> str:
    """Return the time since then for people."""
    return f"{time.monotonic() - begun:.0f} s"
