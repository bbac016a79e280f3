"""Every alarm asks for figures that exist, and every alarm is explained to whoever is woken by it."""

import json
import re
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from app import db
from app.actions.heartbeats import write_heartbeat

ROOT = Path(__file__).resolve().parents[2]
RULES = [
    rule
    for group in yaml.safe_load((ROOT / "deploy" / "alarms.yml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
GUIDE = (ROOT / "docs" / "betrieb.md").read_text(encoding="utf-8")


@pytest.fixture
def samples(office):
    """The lines of a real answer of /metrics."""
    from app.main import serve

    with db.transaction() as session:
        write_heartbeat(session, "here/1", host="here", parts=["publish"])
    with TestClient(serve(), client=("127.0.0.1", 50000), raise_server_exceptions=False) as client:
        client.get("/readyz")
        return client.get("/metrics").text.splitlines()


def ensure_asks_for_what_there_is(expression, samples):
    """Each figure named is among the samples, with the labels by which it is asked for."""
    names = re.findall(r"redaktion_[a-z_]+", expression)
    assert names, expression
    for name in names:
        shown = [line for line in samples if re.match(rf"{name}[ {{]", line)]
        assert shown, name
        labels = re.findall(r"by \(([\w, ]+)\)", expression) + re.findall(r"[{,](\w+)=", expression)
        for label in {label.strip() for found in labels for label in found.split(",")}:
            assert f'{label}="' in shown[0], (expression, label)
        for label, value in re.findall(r'(\w+)="([^"]+)"', expression):
            assert label == "part" or any(f'{label}="{value}"' in line for line in shown), (expression, value)
    assert expression.count("(") == expression.count(")")


def test_every_alarm_asks_for_a_figure_with_labels_that_it_has(samples):
    assert len(RULES) > 5
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert set(rule["annotations"]) == {"summary"}
        ensure_asks_for_what_there_is(rule["expr"], samples)


def test_every_panel_of_the_dashboard_asks_for_figures_that_exist_and_every_figure_is_shown(samples):
    panels = json.loads((ROOT / "deploy" / "dashboard.json").read_text(encoding="utf-8"))["panels"]
    asked = [(panel, target["expr"]) for panel in panels for target in panel["targets"]]
    for panel, expression in asked:
        assert panel["title"]
        ensure_asks_for_what_there_is(expression, [line for line in samples if not line.startswith("#")])
    figures = {
        line.split()[2].removesuffix("_total") for line in samples if line.startswith("# TYPE redaktion_")
    }
    shown = " ".join(expression for _, expression in asked)
    assert {name for name in figures if name not in shown and not name.endswith("_created")} == set()
    places = [tuple(panel["gridPos"].values()) for panel in panels]
    assert len(set(places)) == len(places)
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in panels)


def test_every_alarm_is_explained():
    assert {rule["alert"] for rule in RULES if f"`{rule['alert']}`" not in GUIDE} == set()


def test_every_figure_is_explained(office):
    from app.main import serve

    with TestClient(serve(), client=("127.0.0.1", 50000), raise_server_exceptions=False) as client:
        told = client.get("/metrics").text
    figures = set(re.findall(r"^# TYPE (redaktion_\w+?)(?:_total|_created)? ", told, re.MULTILINE))
    assert {name for name in figures if name not in GUIDE} == set()


def test_every_line_of_the_logs_is_explained():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    events = set(re.findall(r'log(?:ger\(\))?\.(?:info|warning|error)\(\s*"([a-z_.]+)"', source))
    assert len(events) > 10
    assert {event for event in events if f"`{event}`" not in GUIDE} == set()
