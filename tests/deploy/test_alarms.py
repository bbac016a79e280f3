"""Every alarm asks for figures that exist, and every alarm is explained to whoever is woken by it."""

import re
from pathlib import Path

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


def test_every_alarm_asks_for_a_figure_with_labels_that_it_has(office):
    from app.main import serve

    with db.transaction() as session:
        write_heartbeat(session, "here/1", host="here", parts=["publish"])
    with TestClient(serve(), client=("127.0.0.1", 50000), raise_server_exceptions=False) as client:
        client.get("/readyz")
        samples = client.get("/metrics").text.splitlines()
    assert len(RULES) > 5
    assert all(set(rule["annotations"]) == {"summary"} for rule in RULES)
    for rule in RULES:
        [name] = set(re.findall(r"redaktion_[a-z_]+", rule["expr"]))
        shown = [line for line in samples if re.match(rf"{name}[ {{]", line)]
        assert shown, name
        labels = re.findall(r"by \((\w+)\)|\{(\w+)=", rule["expr"])
        for label in filter(None, (part for pair in labels for part in pair)):
            assert f'{label}="' in shown[0], (rule["alert"], label)


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
