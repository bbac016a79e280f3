"""Measure how on time and how fast posts leave: `python3 dev.py bench-delivery`, on a machine that does nothing else.

One run on servers of its own: a bare loop, our office and plain Celery take turns, so that whatever else the machine does
falls on all of them alike; medians over the turns, and ratios to the bare loop. Moments are those at which the last byte
of a request was at the platform, by the clock that the database reads. Writes the table and the chart.
"""

import argparse
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from delivery_office import open_office, start_parts  # noqa: E402 - the clone is on the path from here on
from delivery_runs import (  # noqa: E402
    CHANNELS,
    THREADS,
    Plain,
    Platform,
    Toll,
    kill_ours,
    kill_plain,
    open_platform,
    time_bare,
    time_ours,
    time_plain,
    time_singles,
    time_start,
)
from report import Bar, bars, circumstances, load, markdown  # noqa: E402

RESULTS: Final = ROOT / "benchmarks" / "results"
CHART: Final = ROOT / "docs" / "images" / "puenktlichkeit.svg"
PAGE: Final = ROOT / "docs" / "puenktlichkeit.md"
MARK: Final = "<!-- Ab hier schreibt `python3 dev.py bench-delivery`. -->\n"
BURST, CROWD, CROWD_PAUSE_S, CROWD_THREADS = 1000, 500, 0.2, 64
BARE, OURS, USUAL, SOCKETS = (
    "Schleife ohne alles",
    "Redaktionssystem",
    "Celery eta (requests)",
    "Celery eta (Sockets)",
)
Lateness = dict[str, list[list[float]]]


@dataclass
class Figures:
    """What was measured; lateness in seconds."""

    first: float
    singles: list[float]
    bursts: Lateness
    crowd: list[float] = field(default_factory=list)
    tolls: dict[str, Toll] = field(default_factory=dict)
    start_s: float = 0
    memory: dict[str, float] = field(default_factory=dict)

    def median_last(self, name: str) -> float:
        """Return after how many seconds the last post of a burst was out, as the median over the turns."""
        return statistics.median(max(late) for late in self.bursts[name])

    @property
    def goals(self) -> list[tuple[str, str, str, bool]]:
        """Return each goal with its figure, its limit and whether it is reached."""
        toll, ours = self.tolls[OURS], self.median_last(OURS)
        crowd = f"{CROWD} auf einmal, Antwort nach 200 ms, {CROWD_THREADS} Aufrufe"
        early = min(self.singles)
        return [
            at_most("Ein Beitrag, p50", share(self.singles, 0.5) * 1000, 20, "ms"),
            at_most("Ein Beitrag, p99", share(self.singles, 0.99) * 1000, 100, "ms"),
            ("Frühester Beitrag nach der Fälligkeit", f"{number(early * 1000)} ms", "> 0 ms", early > 0),
            at_most(f"{BURST} auf einmal, Verhältnis zur Schleife", ours / self.median_last(BARE), 2.5),
            at_most(f"{BURST} auf einmal, Verhältnis zu {USUAL}", ours / self.median_last(USUAL), 1),
            at_most(f"{crowd}, p50", share(self.crowd, 0.5), 1, "s"),
            at_most(f"{crowd}, p99", share(self.crowd, 0.99), 5, "s"),
            at_most(f"{crowd}, spätester", max(self.crowd), 15, "s"),
            at_most("Abbruch mittendrin: doppelt oder verloren", toll.doubled + toll.lost, 0),
        ]


def main(arguments: Sequence[str]) -> int:
    """Measure, print and keep everything; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python3 dev.py bench-delivery", description=__doc__)
    parser.add_argument(
        "--turns", type=int, default=5, help="so often bare loop, office and Celery take turns"
    )
    parser.add_argument("--singles", type=int, default=120, help="posts that fall due one after the other")
    asked = parser.parse_args(arguments)
    figures = measure(asked.turns, asked.singles)
    table = write_table(figures)
    print(table)
    keep(figures, table)
    return int(not all(reached for *_, reached in figures.goals))


def measure(turns: int, singles: int) -> Figures:
    """Run everything once, on a platform and an office of its own."""
    start_s, memory = time_start()
    say(f"Start {number(start_s)} s")
    with (
        open_platform() as platform,
        open_office(platform.port, channels=CHANNELS, threads=THREADS) as office,
    ):
        start_parts(office)
        first = time_singles(office, platform, 3)[0]  # the first ones prepare statements and open credentials
        late = time_singles(office, platform, singles)
        figures = Figures(first, late, {}, start_s=start_s, memory=memory)
        say(f"Einzeln p50 {milli(share(figures.singles, 0.5))}, p99 {milli(share(figures.singles, 0.99))}")
        with Plain(office, "requests") as usual:
            time_ours(office, platform, 100)
            time_plain(usual, platform, 100)
            for turn in range(turns):
                take_turns(figures, platform, turn, {
                    BARE: lambda: time_bare(platform, BURST),
                    OURS: lambda: time_ours(office, platform, BURST),
                    USUAL: lambda: time_plain(usual, platform, BURST),
                })  # fmt: skip
            figures.tolls[USUAL] = kill_plain(usual, platform, BURST)
        with Plain(office, "sockets") as bare:
            time_plain(bare, platform, 100)
            for turn in range(turns):
                take_turns(figures, platform, turn, {SOCKETS: lambda: time_plain(bare, platform, BURST)})
        with Plain(office, "requests", late=True) as late:
            figures.tolls[f"{USUAL}, spät bestätigt"] = kill_plain(late, platform, BURST)
        figures.tolls[OURS] = kill_ours(office, platform, BURST)
        office.end(("worker", "publish"))
        office.environment["REDAKTION_WORKER_THREADS"] = str(CROWD_THREADS)
        office.start("worker", "publish")
        time_ours(office, platform, 100)
        platform.ask("PUT", str(CROWD_PAUSE_S))
        figures.crowd = time_ours(office, platform, CROWD)
    return figures


def take_turns(figures: Figures, platform: Platform, turn: int, runs: dict[str, object]) -> None:
    """Let each have its turn, the first of the last turn last."""
    names = list(runs)
    for name in names[turn % len(names) :] + names[: turn % len(names)]:
        platform.ask("DELETE")
        late = runs[name]()  # type: ignore[operator]
        figures.bursts.setdefault(name, []).append(late)
        say(f"{name}: {len(late)} in {number(max(late))} s, {load()}")


def write_table(figures: Figures) -> str:
    """Return everything as tables in Markdown."""
    goals = [
        (what, figure, limit, "ja" if reached else "nein") for what, figure, limit, reached in figures.goals
    ]
    bare = figures.median_last(BARE)
    bursts = []
    for name, turns in figures.bursts.items():
        late = [moment for turn in turns for moment in turn]
        last = figures.median_last(name)
        bursts.append(
            (name, f"{number(last)} s", number(last / bare), f"{number(share(late, 0.5))} s",
             f"{number(share(late, 0.99))} s", round(BURST / last))
        )  # fmt: skip
    burst = (
        f"{BURST} Beiträge, in derselben Sekunde fällig, {CHANNELS} Kanäle, Antwort nach 50 ms, {THREADS} gleichzeitige "
        f"Aufrufe; Median aus {len(figures.bursts[BARE])} Durchgängen:"
    )
    tolls = [(name, one.arrived, one.doubled, one.lost, one.visible) for name, one in figures.tolls.items()]
    memory = [(name, f"{one:.0f} MB") for name, one in sorted(figures.memory.items())]
    memory.append(("zusammen", f"{sum(figures.memory.values()):.0f} MB"))
    return "\n\n".join([
        f"{circumstances()} Während der Messung: {load()}.",
        markdown(("Ziel", "gemessen", "Grenze", "erreicht"), goals),
        burst,
        markdown(("Wer", "alle draußen", "Verhältnis", "p50", "p99", "je Sekunde"), bursts),
        f"Der sendende Prozess wird mittendrin mit `kill -9` beendet und neu gestartet; gezählt nach 30 s, von {BURST}:",
        markdown(("Wer", "angekommen", "doppelt", "verloren", "steht sichtbar"), tolls),
        (f"Der allererste Beitrag nach dem Start des sendenden Prozesses: {number(figures.first * 1000)} ms. "
        f"Start der Demo auf leerem Ordner bis zur ersten Antwort: {number(figures.start_s)} s. Arbeitsspeicher danach (PSS):"),
        markdown(("Prozess", "Anteil"), memory),
    ])  # fmt: skip


def keep(figures: Figures, table: str) -> None:
    """Write table and chart beside each other, and both into the page for readers."""
    limit = 2.5 * figures.median_last(BARE)
    rows = [
        Bar(
            name,
            last,
            f"{number(last)} s",
            limit if name == OURS else None,
            is_missed=name == OURS and last > limit,
        )
        for name, last in ((name, figures.median_last(name)) for name in figures.bursts)
    ]
    subtitle = f"Sekunden, bis alle draußen sind: {CHANNELS} Kanäle, {THREADS} gleichzeitige Aufrufe. Strich: das 2,5-Fache der Schleife."
    chart = bars(f"{BURST} Beiträge in derselben Sekunde", subtitle, rows)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "delivery.md").write_text(f"# Pünktlichkeit und Durchsatz\n\n{table}\n", encoding="utf-8")
    (RESULTS / "delivery.svg").write_text(chart, encoding="utf-8")
    CHART.write_text(chart, encoding="utf-8")
    before = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    said = f"![Balken: wie lange {BURST} Beiträge brauchen](images/{CHART.name})"
    PAGE.write_text(f"{before}{MARK}\n{said}\n\n{table}\n", encoding="utf-8")


def at_most(what: str, value: float, limit: float, unit: str = "") -> tuple[str, str, str, bool]:
    """Return a goal as a row: what, how much, how much at most, and whether it is reached."""
    return (
        what,
        f"{number(value)} {unit}".strip(),
        f"≤ {limit:g} {unit}".strip().replace(".", ","),
        value <= limit,
    )


def share(values: Sequence[float], part: float) -> float:
    """Return the value below which this part of them lies."""
    return sorted(values)[min(int(len(values) * part), len(values) - 1)]


def milli(seconds: float) -> str:
    """Return seconds as milliseconds, as people here write them."""
    return f"{seconds * 1000:.1f} ms".replace(".", ",")


def number(value: float) -> str:
    """Return a number with two places, as people here write it."""
    return f"{value:.2f}".replace(".", ",")


def say(line: str) -> None:
    """Tell how far it is."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
