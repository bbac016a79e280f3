"""python3 dev.py proofs: the proofs in their full length, with a table of what they found.

Each is a test that runs in `test` as well, shorter. What a test measures it hands on with `record_property`.
"""

import argparse
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

TOLD_EVERY_S = 10
HOOKS = "tests/workers/test_hook_letters.py"
PROOFS = {
    "crash": (
        "an jedem benannten Punkt getötet, je 20-mal",
        [
            "tests/workers/test_crash_points.py",
            f"{HOOKS}::test_a_worker_killed_here_loses_nothing_and_doubles_nothing_for_who_heeds_the_id",
        ],
    ),
    "races": (
        "Rücknahme, Einspruch, neue Zeit, Änderung, Stopp und Löschung im Augenblick des Sendens, je 1.000-mal",
        ["tests/workers/test_races.py"],
    ),
    "outages": (
        "Valkey 10 min weg, PostgreSQL 2 min, ein Kanal 3 h",
        ["tests/proofs/test_outages.py", "tests/workers/test_a_channel_is_away.py"],
    ),
    "versions": (
        "die Fassung vor der letzten Migration neben dieser, unter Last",
        ["tests/proofs/test_two_versions.py"],
    ),
    "machines": (
        "Menschen, Zeit und sterbende Worker in jeder Reihenfolge, 500 Läufe zu 50 Schritten",
        ["tests/api/test_post_state_machine.py", "tests/workers/test_delivery_state_machine.py"],
    ),
}
"""Each proof by name: what it is, and its tests."""


@dataclass(eq=False)  # pytest keeps its plugins in a set
class Tally:
    """A pytest plugin that counts, tells how far it is, and keeps the figures that tests hand on."""

    name: str
    total: int = 0
    ended: Counter = field(default_factory=Counter)
    figures: dict = field(default_factory=dict)
    begun: float = field(default_factory=time.monotonic)
    told: float = 0.0

    def pytest_collection_finish(self, session):
        self.total = len(session.items)

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.outcome != "passed":
            self.ended[report.outcome] += 1
            self.figures |= dict(report.user_properties)
        if time.monotonic() - self.told > TOLD_EVERY_S:
            self.told = time.monotonic()
            done = sum(self.ended.values())
            print(f"\n  {self.name}: {done} von {self.total}, {self.seconds:.0f} s", flush=True)

    @property
    def seconds(self):
        return time.monotonic() - self.begun

    def line(self):
        """This proof as a line of a Markdown table."""
        failed = self.total - self.ended["passed"]  # what never came to its end has not passed
        figures = "; ".join(f"{name} {value}" for name, value in self.figures.items())
        what = PROOFS[self.name][0]
        return f"| {self.name} | {what} | {self.total} | {failed} | {figures} | {self.seconds:.0f} s |"


def main(words):
    """Run the proofs named, or all of them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 dev.py proofs", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *PROOFS], help="welche; ohne Angabe alle")
    names = parser.parse_args(words).names or list(PROOFS)
    os.environ["PROOF"] = "full"
    import pytest

    tallies, codes = [], []
    for name in names:
        print(f"{name}: {PROOFS[name][0]}", flush=True)
        tallies.append(Tally(name))
        codes.append(pytest.main(["-n", "0", "-p", "no:cacheprovider", *PROOFS[name][1]], [tallies[-1]]))
    print(
        "| Beweis | was | Tests | gescheitert | gemessen | Dauer |", "|---|---|---:|---:|---|---:|", sep="\n"
    )
    print(*(tally.line() for tally in tallies), sep="\n")
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
