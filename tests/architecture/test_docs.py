"""What the docs name exists: links, files, words of dev.py, commands, endpoints."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.main import create_app

ROOT = Path(__file__).resolve().parents[2]
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "data").rglob("*.md")),
]


@pytest.fixture(params=DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def page(request):
    return request.param, request.param.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def words():
    """What dev.py says of itself."""
    return subprocess.run(
        [sys.executable, ROOT / "dev.py", "help"], capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture(scope="module")
def routes():
    return [re.sub(r"\{[^}]+\}", "X", path) for path in create_app().openapi()["paths"]]


def test_each_decision_has_a_number_of_its_own():
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        assert path.read_text(encoding="utf-8").startswith(f"# {path.name[:4]} "), path.name


def test_links_lead_somewhere(page):
    path, text = page
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert target.startswith("http") or (path.parent / target).exists(), target


def test_named_files_exist(page):
    _, text = page
    for name in re.findall(
        r"`((?:app|docs|tests|data|migrations|\.ci)/[\w./-]+|[\w-]+\.(?:py|toml|txt|in))`", text
    ):
        assert (ROOT / name).exists() or list(ROOT.glob(f"*/**/{name}")), name


def test_words_of_dev_py_exist(page, words):
    _, text = page
    for word in re.findall(r"dev\.py (\w+)", text):
        assert re.search(rf"\b{word}\b", words), word


def test_commands_exist(page):
    from typer.main import get_command

    from app.cli import cli

    _, text = page
    for line in re.findall(r"`(?:redaktion|python3 dev\.py run) ([a-z -]+)", text):
        group = get_command(cli)
        for word in line.split():
            if word.startswith("-") or not hasattr(group, "get_command"):
                break
            group = group.get_command(None, word)
            assert group is not None, line


def test_endpoints_exist(page, routes):
    _, text = page
    for path in re.findall(r"(?:/api/v1|\$API)(/[\w/$.{}-]+)", text):
        shape = "/api/v1" + re.sub(r"/(\$\w+|\{\w+\})", "/X", path)
        assert any(re.fullmatch(route.replace("X", "[^/]+"), shape) for route in routes), shape
