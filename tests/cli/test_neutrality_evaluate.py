"""`redaktion neutrality evaluate`: what is printed, and what is said about a file that cannot be read."""

import json

import pytest
from typer.testing import CliRunner

from app.cli import cli

POSTS = [
    {"text": "Am Sonntag die Zweitstimme für die SPD!", "label": "inadmissible", "indicators": ["I01"]},
    {"text": "Bitte machen Sie mit.", "label": "inadmissible", "indicators": ["I03"]},
    {"text": "Unser Haus hat heute die FDP besucht.", "label": "admissible"},
    {"text": "Das Freibad öffnet um 10 Uhr.", "label": "admissible", "pre_election": True},
]


def evaluate(path, *lines):
    path.write_text("\n".join(lines), encoding="utf-8")
    return CliRunner().invoke(cli, ["neutrality", "evaluate", str(path)])


def test_the_last_line_holds_the_figures_and_each_miss_is_shown_with_its_reason(tmp_path):
    result = evaluate(tmp_path / "posts.jsonl", *(json.dumps(post) for post in POSTS))
    assert result.exit_code == 0
    assert json.loads(result.output.splitlines()[-1]) == {
        "recall": 0.5,
        "recall_by_indicator": {"I01": 1.0, "I03": 0.0},
        "warned_admissible": 0.5,
        "hinted_admissible": 0.0,
    }
    assert "übersehen I03: Bitte machen Sie mit." in result.output
    assert "keine Anhaltspunkte gefunden" in result.output
    assert "praise.no-occasion" in result.output
    assert "p99" in result.output


@pytest.mark.parametrize(
    "line",
    [
        "kein JSON",
        '{"text": "ohne Urteil"}',
        '{"text": "x", "label": "admissible", "indicators": ["I17"]}',
        "[]",
        "",
    ],
)
def test_a_line_that_is_no_labelled_post_is_named(tmp_path, line):
    result = evaluate(tmp_path / "posts.jsonl", line)
    assert result.exit_code == 1
    assert "Zeile 1" in result.output or "keinen Beitrag" in result.output


def test_a_missing_file_is_said(tmp_path):
    result = CliRunner().invoke(cli, ["neutrality", "evaluate", str(tmp_path / "nichts.jsonl")])
    assert result.exit_code == 1
    assert "lässt sich nicht lesen" in result.output
