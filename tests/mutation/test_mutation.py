"""Rules are proved by tests that notice when one is missing; `python3 dev.py mutation` tries every small mistake."""

import ast
import subprocess
import sys
from pathlib import Path

from app.editorial.deliveries import GUARDS
from tests.mutation.mutants import mutants_of
from tests.mutation.trial import source_of

ROOT = Path(__file__).resolve().parents[2]
RULES = '''"""Words."""

LEAST = 3
COLOURS = {Colour.RED: "stop", Colour.GREEN: "go"}
GUARDS: Final = {"G01": Guard(lambda f: f.age >= LEAST and not f.is_tired, alarm=True)}


def is_old(age: int = 5) -> bool:
    """More words."""
    if age in {7, 8}:
        raise ValueError(age)
    return age > LEAST
'''
MISTAKES = (
    "LEAST = 4",
    "LEAST = 2",
    "COLOURS = {Colour.GREEN: 'go'}",
    "COLOURS = {Colour.RED: 'go', Colour.GREEN: \"go\"}",
    'COLOURS = {Colour.GREEN: "stop", Colour.GREEN: "go"}',
    "COLOURS = {Colour.RED: 'stop?', Colour.GREEN: \"go\"}",
    "lambda _: True",
    "lambda _: False",
    "(f.age > LEAST) and",
    "(f.age < LEAST) and",
    "((f.age >= LEAST) or (not f.is_tired))",
    "((not f.is_tired))",
    "and (f.is_tired)",
    "alarm=False",
    "age: int = 6",
    "{8}",
    "age not in {7, 8}",
    "        pass",
    "return None",
    "age >= LEAST",
)


def test_every_kind_of_mistake_is_made_once_and_leaves_the_rest_alone():
    sources = [mutant.source for mutant in mutants_of(RULES)]
    assert len(set(sources)) == len(sources)
    for mistake in MISTAKES:
        assert any(mistake in source for source in sources), mistake
    for source in sources:
        ast.parse(source)
        assert source != RULES
        assert '"""Words."""' in source
        assert '"""More words."""' in source


def test_a_mutant_says_whether_a_guard_is_meant_and_shows_what_was_changed():
    removal = [mutant for mutant in mutants_of(RULES) if mutant.is_removal]
    assert [mutant.line for mutant in removal] == [5]
    assert removal[0].is_guard
    assert (
        removal[0]
        .diff(RULES)
        .splitlines()[1]
        .startswith('+GUARDS: Final = {"G01": Guard(lambda _: True, alarm')
    )
    assert not any(mutant.is_guard for mutant in mutants_of(RULES) if mutant.line != 5)


def test_each_guard_can_be_taken_away_and_is_missed():
    removed = [row for row in mutants_of(source_of("deliveries").read_text("utf-8")) if row.is_removal]
    assert len(removed) == len(GUARDS)
    command = [sys.executable, "-m", "tests.mutation", "--guards"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
