"""How the assistant speaks: it points, it never judges (NEUTRALITY section 4)."""

import ast
import csv
import json
import re
from pathlib import Path

import pytest

from app.editorial.neutrality import Context, assess
from app.editorial.neutrality.sources import AGAINST as AGAINST_KEYS
from app.editorial.neutrality.sources import SOURCES
from app.loading.neutrality import FOLDER, load_lexicon
from app.messages.checks import INDICATOR_LEVELS, LEVELS, OCCASIONS, RULES, SENTENCES
from app.messages.neutrality import AGAINST, NOT_CHECKED, NOTHING, REASONS, tell_flag

APP = Path(__file__).resolve().parents[2] / "app"
FORBIDDEN = re.compile(
    r"verfassungswidrig|rechtswidrig|unzulässig|verboten|verst(oß|ieß|öß)|muss gelöscht|illegal|unbedenklich|wahrscheinlich|\bScore\b",
    re.IGNORECASE,
)
POSTS = [
    json.loads(line)
    for file in sorted(FOLDER.glob("*.jsonl"))
    if "second" not in file.name
    for line in file.read_text(encoding="utf-8").splitlines()
]


def sentences():
    for post in POSTS:
        for flag in assess(post["text"], load_lexicon(), Context(pre_election=True)).flags:
            yield (
                flag,
                tell_flag(
                    flag.reason_key,
                    flag.against_key,
                    source=flag.source,
                    quote="…",
                    is_disputed=flag.disputed,
                ),
            )


def test_no_output_judges():
    said = [sentence for _, sentence in sentences()]
    assert len(said) > 250
    assert [sentence for sentence in [*said, NOTHING, NOT_CHECKED] if FORBIDDEN.search(sentence)] == []


def test_neither_the_checks_nor_any_page_or_mail_judges():
    words = [*LEVELS.values(), *INDICATOR_LEVELS.values(), *OCCASIONS.values(), *SENTENCES.values()]
    words += [word for row in RULES.values() for word in (row.title, row.meaning, row.number)]
    assert [word for word in words if FORBIDDEN.search(word)] == []
    files = [*APP.glob("web/templates/**/*.html"), *APP.glob("mail/**/*.jinja"), *APP.glob("messages/*.py")]
    assert len(files) > 100
    found = {str(file): FORBIDDEN.search(file.read_text(encoding="utf-8")) for file in files}
    assert {file: match[0] for file, match in found.items() if match} == {}


def test_every_output_says_what_where_why_source_counterargument_and_who_decides():
    for flag, sentence in sentences():
        places = [
            sentence.index(word)
            for word in ("Anhaltspunkt:", "Stelle:", "Quelle:", "Dagegen spräche:", "Ihre Entscheidung")
        ]
        assert places == sorted(places)
        assert flag.source in sentence


def test_every_reason_that_a_rule_gives_has_its_sentence():
    given = {
        node.value
        for file in (APP / "editorial" / "neutrality" / "rules").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[a-z-]+\.[a-z-]*[a-z]", node.value)
    } | {"channel.handle", "channel.domain", "channel.campaign-handle", "channel.campaign-domain"}
    assert given == set(REASONS)
    assert set(AGAINST_KEYS.values()) == set(AGAINST)
    assert set(SOURCES) == set(AGAINST_KEYS) == {f"I{number:02}" for number in range(1, 17)}


def test_no_party_is_named_in_code_or_templates():
    with (FOLDER / "terms.csv").open(encoding="utf-8", newline="") as file:
        names = {
            row["surface"]
            for row in csv.DictReader(file)
            if row["kind"] == "name" and row["strength"] == "strong" and row["match"] == "folded"
        }
    pattern = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, sorted(names))) + r")(?![\w-])")
    files = [
        *APP.glob("editorial/**/*.py"),
        *APP.glob("messages/*.py"),
        *APP.glob("web/templates/**/*.html"),
        *APP.glob("loading/neutrality.py"),
    ]
    assert {
        str(file): pattern.findall(file.read_text(encoding="utf-8"))
        for file in files
        if pattern.search(file.read_text(encoding="utf-8"))
    } == {}


@pytest.mark.parametrize("name", ["dev", "test"])
def test_the_labelled_posts_are_found_and_the_others_left_in_peace(name):
    from app.editorial.neutrality.evaluation import judge, read_case, sum_up

    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    figures = sum_up([judge(read_case(row), load_lexicon()) for row in rows])
    assert figures["recall"] >= 0.95
    assert figures["warned_admissible"] <= 0.05


@pytest.mark.parametrize(
    ("name", "recall", "warned"),
    [
        ("unseen_a", 0.95, 0.05),
        ("unseen_b", 0.95, 0.05),
        ("unseen_c", 0.95, 0.05),
        ("unseen_e_even", 0.95, 0.05),
        ("weak", 0.9, 0.02),
    ],
)
def test_posts_by_a_stranger_keep_the_figures_that_are_stated(name, recall, warned):
    from app.editorial.neutrality.evaluation import judge, read_case, sum_up

    rows = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    figures = sum_up([judge(read_case(row), load_lexicon()) for row in rows])
    assert figures["recall"] >= recall
    assert figures["warned_admissible"] <= warned
