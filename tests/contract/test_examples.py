"""Every operation is described, and every example in the description is what the application really answers.

`REDAKTION_RECORD=1 python3 dev.py test tests/contract/test_examples.py` writes the examples anew.
"""

import json
import os
from functools import cache

from app.api.openapi import EXAMPLES
from app.api.operations import OPERATIONS
from tests.contract.calls import CALLS, OTHERWISE
from tests.contract.mistakes import KEY, being_worked_on, fail_on_its_own, repeated, wrong_asks
from tests.contract.recorder import Recorder, written
from tests.contract.rights import ROLES, rows
from tests.contract.scene import CENTRAL, FOREIGN

RECORD = "REDAKTION_RECORD" in os.environ


class Record:
    """The example of one operation in the making; `problems` collects what any operation was refused with."""

    def __init__(self, name, scene, caller, problems):
        self.name, self.scene, self.caller, self.problems = name, scene, caller, problems
        self.refusals = {}

    def ask(self, home):
        return CALLS[self.name](self.scene, home, CENTRAL)

    def refuse(self, ask, person):
        """Ask for what is refused."""
        answer = self.caller.call(self.name, ask, person)
        assert not answer.is_success, f"{self.name} takes {ask}"
        self.note(answer)

    def note(self, answer):
        """Keep status and key of a refusal."""
        body = answer.json()
        self.refusals.setdefault(str(answer.status_code), set()).add(body["key"])
        self.problems.setdefault(body["key"], Recorder().plain(body))

    def refuse_those_who_may_not(self):
        ask = cache(self.ask)  # a refusal leaves everything as it was
        for role, (somebody, home, _) in ROLES.items():
            for cell, organisation in zip(rows()[self.name][role], (home, FOREIGN), strict=True):
                if cell in {"401", "403", "404"}:
                    self.refuse(ask(organisation), somebody and self.scene.person(somebody))

    def succeed(self, somebody, home):
        """Make every mistake, then get it right, and return request and answer."""
        recorder, ask = Recorder(), self.ask(home)
        person = somebody and self.scene.person(somebody, anew=ask.leaves)
        for wrong in wrong_asks(self.caller.operations[self.name], ask):
            self.refuse(wrong, person)
        if KEY in ask.header:
            with being_worked_on(ask, person):
                self.refuse(ask, person)
        request, answer = recorder.request(ask), self.caller.call(self.name, ask, person)
        assert answer.is_success, answer.text
        for again in repeated(ask):
            if not (second := self.caller.call(self.name, again, person)).is_success:
                self.note(second)
        for other, wrong, surroundings in fail_on_its_own(self.name, self.scene):
            with surroundings:
                self.refuse(wrong, other)
        answers = [recorder.answer(answer), *self.succeed_otherwise(recorder, person, home)]
        return {"request": request, "answers": answers}

    def succeed_otherwise(self, recorder, person=None, home="StK"):
        if self.name in OTHERWISE:
            ask = OTHERWISE[self.name](self.scene, home, CENTRAL)
            yield recorder.answer(self.caller.call(self.name, ask, person))


def record_operation(name, scene, caller, problems):
    """Return the example of an operation: what everybody is answered, and what comes of every mistake."""
    record = Record(name, scene, caller, problems)
    record.refuse_those_who_may_not()
    allowed = sorted((role for role, cells in rows()[name].items() if cells[0] == "ok"), key="AN".__eq__)
    if allowed:
        shown = record.succeed(*ROLES[allowed[0]][:2])
    else:
        shown = {"answers": list(record.succeed_otherwise(Recorder()))}
    keys = {code: sorted(record.refusals[code]) for code in sorted(record.refusals)}
    return shown | {"problems": keys}


def test_the_examples_are_what_the_application_answers(scene, caller, subtests):
    problems, found = {}, {}
    for operation in OPERATIONS.values():
        found[operation.id] = record_operation(operation.id, scene, caller, problems)
    found["problems"] = dict(sorted(problems.items()))
    if RECORD:
        for file in EXAMPLES.glob("*.json"):
            file.unlink()
        for name, example in found.items():
            (EXAMPLES / f"{name}.json").write_text(written(example), encoding="utf-8")
    assert {file.stem for file in EXAMPLES.glob("*.json")} == set(found)
    for name, example in found.items():
        with subtests.test(name):
            assert json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")) == example
