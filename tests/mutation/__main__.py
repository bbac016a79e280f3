"""python3 dev.py mutation: mistakes put into the rules one at a time, and whether the tests notice each."""

import argparse
import sys
import time
from dataclasses import dataclass, field

from tests.mutation.equivalent import SAME
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.trial import TESTS, load, seconds_since, source_of, try_all

LEAST = 0.85
TOLD_EVERY_S = 5


@dataclass
class Account:
    """What became of the mutants of one file."""

    name: str
    original: str
    noticed: list[Mutant] = field(default_factory=list)
    survived: list[Mutant] = field(default_factory=list)
    same: list[Mutant] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.noticed) + len(self.survived)

    @property
    def guards(self) -> tuple[int, int]:
        """How many mutants of guards were noticed, of how many."""
        noticed = sum(mutant.is_guard for mutant in self.noticed)
        return noticed, noticed + sum(mutant.is_guard for mutant in self.survived)

    @property
    def is_well(self) -> bool:
        return len(self.noticed) >= LEAST * self.count and not any(row.is_guard for row in self.survived)


def run(names: list[str], *, is_meant=lambda _: True, say=print) -> list[Account]:
    """Try the mutants of these files that are meant; those known to change nothing are tried as well."""
    load()
    accounts, todo = {}, []
    noticed = [names[index] for index, is_noticed in try_all(originals(names)) if is_noticed]
    assert not noticed, f"the tests fail without a mistake: {noticed}"
    for name, original in originals(names):
        accounts[name] = Account(name, original)
        todo += [(name, mutant) for mutant in mutants_of(original) if is_meant(mutant)]
    begun = told = time.monotonic()
    for done, (index, is_noticed) in enumerate(try_all([(name, row.source) for name, row in todo]), 1):
        name, mutant = todo[index]
        account = accounts[name]
        is_same = (name, mutant.diff(account.original)) in SAME
        (account.noticed if is_noticed else account.same if is_same else account.survived).append(mutant)
        if time.monotonic() - told > TOLD_EVERY_S:
            told = time.monotonic()
            say(f"  {done:>5} von {len(todo)} Mutanten, {seconds_since(begun)}")
    return list(accounts.values())


def originals(names: list[str]) -> list[tuple[str, str]]:
    """Return the files as they are."""
    return [(name, source_of(name).read_text(encoding="utf-8")) for name in names]


def stale(accounts: list[Account]) -> list[str]:
    """Return what is said to change nothing and is not there any more, or is noticed after all."""
    found = {(row.name, mutant.diff(row.original)) for row in accounts for mutant in row.same}
    names = {row.name for row in accounts}
    return [diff for name, diff in SAME if name in names and (name, diff) not in found]


def table(accounts: list[Account]) -> list[str]:
    """The accounts as lines of a Markdown table."""
    lines = [
        "| Datei | Mutanten | erkannt | Anteil | Wächter | erkannt | gleichbedeutend |",
        "|---" + "| ---: " * 6 + "|",
    ]
    for row in accounts:
        noticed, guards = row.guards
        share = len(row.noticed) / max(row.count, 1)
        words = [
            f"{row.name}.py",
            row.count,
            len(row.noticed),
            f"{share:.1%}",
            guards,
            noticed,
            len(row.same),
        ]
        lines.append(f"| {' | '.join(map(str, words))} |")
    return lines


def survivors(accounts: list[Account]) -> list[str]:
    """What nobody noticed, file by file."""
    return [
        f"{row.name}.py:{mutant.line}{' (Wächter)' if mutant.is_guard else ''}\n{mutant.diff(row.original)}"
        for row in accounts
        for mutant in sorted(row.survived, key=lambda mutant: mutant.line)
    ]


def main(words: list[str]) -> int:
    """Try every mutant of the files named, or of all; return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 dev.py mutation", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *TESTS], help="Dateien aus app/editorial")
    parser.add_argument("--guards", action="store_true", help="nur jeden Wächter der Ausspielung weglassen")
    asked = parser.parse_args(words)
    begun = time.monotonic()
    names, is_meant = asked.names or list(TESTS), lambda _: True
    if asked.guards:
        names, is_meant = ["deliveries"], lambda mutant: mutant.is_removal
    accounts = run(names, is_meant=is_meant, say=lambda line: print(line, flush=True))
    print(*survivors(accounts), sep="\n")
    left = [] if asked.guards else stale(accounts)
    print(*(f"NICHT MEHR GLEICHBEDEUTEND:\n{diff}" for diff in left), sep="\n")
    print(*table(accounts), seconds_since(begun), sep="\n")
    return int(bool(left) or not all(row.is_well for row in accounts))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
