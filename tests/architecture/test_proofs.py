"""The page of proofs names tests that exist, one at least for every failure known, and commands that are there."""

import ast
import re
from pathlib import Path

import pytest

from tests.proofs.__main__ import PROOFS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "beweise.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (F\d+) \|.*\| (.+) \|$", PAGE, re.MULTILINE))
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)


def test_every_failure_of_the_catalogue_has_a_proof():
    assert list(ROWS) == [f"F{number}" for number in range(1, 27)]
    assert all("`tests/" in proof for proof in ROWS.values())


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_what_is_named_exists(path, name):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert not name or name in known


def test_the_proofs_by_name_are_those_of_the_command():
    assert set(re.findall(r"dev\.py proofs (\w+)", PAGE)) == set(PROOFS)
    for _, tests in PROOFS.values():
        for test in tests:
            assert (ROOT / test.split("::")[0]).exists()
