"""One English word per German term: the synonyms named in docs/glossary.md appear in no name."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|\n ").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| Deutsch", "|---"))
]
REFUSED = {word.strip(): row[1] for row in ROWS for word in row[3].split(",")}
FILES = sorted((ROOT / "app").rglob("*.py"))


def names_in(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr


def words_of(name):
    return "_" + re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().strip("_") + "_"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_uses_a_refused_synonym(path):
    found = [
        f"{name}: say {right}"
        for name in names_in(path)
        for wrong, right in REFUSED.items()
        if f"_{wrong}_" in words_of(name)
    ]
    assert found == []


def test_the_glossary_names_what_the_models_are_called():
    words = {row[1].split()[-1] for row in ROWS}
    assert {
        "organisation",
        "channel",
        "post",
        "revision",
        "approval",
        "delivery",
        "takedown",
        "event",
    } <= words
    assert len(REFUSED) > len(ROWS)
