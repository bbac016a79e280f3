"""Files stay small enough to be read, functions small enough to be seen, and test files have names of their own."""

import ast
import statistics
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for folder in ("app", "migrations") for path in (ROOT / folder).rglob("*.py"))
HARD, FUNCTION, TYPICAL = 300, 40, 80


@pytest.mark.parametrize("path", [*FILES, ROOT / "dev.py"], ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_and_its_functions_are_short(path):
    source = path.read_text(encoding="utf-8")
    if "versions" not in path.parts:
        assert source.count("\n") <= HARD, f"{path.name} is longer than {HARD} lines: make it a package"
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = node.body[0]
                begin = first.end_lineno if ast.get_docstring(node) else node.lineno
                assert node.end_lineno - begin <= FUNCTION, f"{node.name} is longer than {FUNCTION} lines"


def test_the_typical_file_is_small():
    lengths = [path.read_text(encoding="utf-8").count("\n") for path in FILES if "app" in path.parts]
    assert statistics.median(lengths) <= TYPICAL


def test_no_two_test_files_have_one_name():
    """Test folders are no packages: of two files with one name pytest would leave one out."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
