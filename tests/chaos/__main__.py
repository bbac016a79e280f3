"""python3 dev.py chaos: the whole office under way while everything around it dies, and a table of what came of it."""

import argparse
import contextlib
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from app import clock
from app.embedded.postgres import Postgres
from app.models.channel import ChannelScope
from tests.api.parts import register
from tests.chaos.blows import PARTS, Blows
from tests.chaos.crowd import Crowd
from tests.chaos.platforms import open_platforms
from tests.chaos.verdict import ZERO, Verdict, judge
from tests.conftest import environment
from tests.embedded.conftest import make_data_dir, wait_until
from tests.factories import Person
from tests.workers.whole_office import open_office

SETTLED_WITHIN_S = 180
CONNECTED_WITHIN_S = 90
TOLD_EVERY_S = 5
LOOK_NOW = "update delivery set next_probe_at = now() where state = 'unclear' and next_probe_at > now()"
UNSETTLED = "select count(*) from delivery where state in ('waiting', 'sending', 'removing', 'unclear')"
RESTLESS = "select count(*) from delivery where state in ('waiting', 'sending', 'removing')"
READY = "update channel set min_gap_s = 0 where label = any(:labels)"
CONNECTED = "select count(*) from channel where label = any(:labels) and idempotency is not null"


@dataclass
class Course:
    """One run: what was dealt, what was met, how long it took, and the verdict."""

    seed: int | str
    seconds: float
    verdict: Verdict
    blows: dict = field(default_factory=dict)
    weather: dict = field(default_factory=dict)
    given_up: int = 0

    @property
    def kills(self):
        """How often a part was killed; PostgreSQL and Valkey are two of them."""
        return sum(self.blows[name] for name in PARTS)


def run(*, posts, channels, kills, seed, pace=8.0, say=print):
    """Let people work and things die; return what came of it."""
    with contextlib.ExitStack() as stack:
        platforms = open_platforms(stack, channels, seed)
        folder = stack.enter_context(make_data_dir())
        hosts = " ".join(one.server.host for one in platforms)
        office = stack.enter_context(
            open_office(data=folder, private_hosts=hosts, requests_per_account=10**6, costly_requests=10**6)
        )
        engine = create_engine(Postgres(folder).url("redaktion_owner"), pool_pre_ping=True)
        stack.callback(engine.dispose)
        labels = _connect(office, folder, engine, platforms)
        begun = time.monotonic()
        crowd = Crowd(office, labels, posts, seed, pace=pace)
        blows = Blows(office, kills, seed, over_s=posts / pace + 10)
        crowd.start()
        blows.start()
        _watch(crowd, blows, platforms, say)
        crowd.end()
        blows.end()
        _settle(engine, say)
        verdict = judge(engine, platforms, crowd.sent)
        weather = {name: sum(one.met[name] for one in platforms) for name in platforms[0].met}
        return Course(
            seed, time.monotonic() - begun, verdict, dict(blows.dealt), weather, len(crowd.given_up)
        )


def _connect(office, folder, engine, platforms):
    """Register the channels and give them their credentials; the office's own preflight tries them."""
    labels = [one.label for one in platforms]
    with environment(database_url=Postgres(folder).url("redaktion_app"), data_dir=folder, demo=1):
        found = [register(one.platform, one.label, "StK", ChannelScope.CENTRAL) for one in platforms]
    manager = Person(office.client, "kanal")
    for one, channel_id in zip(platforms, found, strict=True):
        body = {"platform": one.platform, "endpoint": f"{one.server.url}/"} | one.server.secrets
        answer = manager.put(f"/channels/{channel_id}/credentials", body)
        assert answer.status_code == 200, answer.text
    wait_until(lambda: _ask(engine, CONNECTED, labels=labels) == len(labels), CONNECTED_WITHIN_S)
    with engine.begin() as connection:
        connection.execute(text(READY), {"labels": labels})
    return labels


def _watch(crowd, blows, platforms, say):
    """Tell how far it is, and stop everything for a moment, twice."""
    stops = [crowd.posts // 3, 2 * crowd.posts // 3]
    told = 0.0
    while not crowd.is_done:
        time.sleep(0.1)
        if stops and len(crowd.sent) >= stops[0]:
            crowd.stop_for(1.5)
            stops.pop(0)
        if time.monotonic() - told > TOLD_EVERY_S:
            told = time.monotonic()
            arrived = sum(len(one.arrivals) for one in platforms)
            say(
                f"  {len(crowd.sent):>6} von {crowd.posts} Beiträgen freigegeben, "
                f"{arrived:>6} angekommen, {blows.count:>3} von {blows.kills} Abbrüchen"
            )


def _settle(engine, say):
    """Wait until nothing is on its way; looks at channels that are minutes away are made now."""
    until = time.monotonic() + SETTLED_WITHIN_S
    told = None
    while time.monotonic() < until:
        with engine.begin() as connection:
            connection.execute(text(LOOK_NOW))
        left, on_the_way = _ask(engine, UNSETTLED), _ask(engine, RESTLESS)
        if left != told:
            told = left
            say(f"  {left:>6} noch unterwegs oder unklar")
            changed = time.monotonic()
        if not left or (not on_the_way and time.monotonic() > changed + 20):
            return
        time.sleep(1)


def _ask(engine, query, **values):
    with engine.connect() as connection:
        return connection.execute(text(query), values).scalar_one()


def table(courses):
    """The courses as lines of a Markdown table, and all of them together where there are several."""
    heads = ["Saat", "Ausspielungen", "angekommen", "Abbrüche", *ZERO, "steht", "p50 s", "p99 s", "max s"]
    lines = ["| " + " | ".join([*heads, "Dauer s"]) + " |", "|" + " ---: |" * (len(heads) + 1)]
    for course in [*courses, together(courses)] if courses[1:] else courses:
        verdict = course.verdict
        zeros = [verdict.counts[name] for name in ZERO]
        late = [f"{verdict.late(share):.2f}" for share in (0.5, 0.99, 1)]
        row = [course.seed, verdict.deliveries, verdict.arrived, course.kills, *zeros]
        row += [sum(verdict.stopped.values()), *late, f"{course.seconds:.0f}"]
        lines.append("| " + " | ".join(map(str, row)) + " |")
    return lines


def together(courses):
    """All courses as if they were one."""
    total = Verdict()
    for verdict in (course.verdict for course in courses):
        total.deliveries += verdict.deliveries
        total.arrived += verdict.arrived
        total.ordered += verdict.ordered
        total.counts += verdict.counts
        total.stopped += verdict.stopped
        total.lateness += verdict.lateness
        total.violations = Counter(total.violations) + Counter(verdict.violations)
    blows = sum((Counter(course.blows) for course in courses), Counter())
    weather = sum((Counter(course.weather) for course in courses), Counter())
    seconds, given_up = sum(course.seconds for course in courses), sum(course.given_up for course in courses)
    return Course("alle", seconds, total, blows, weather, given_up)


def tell(course):
    """What stands still and why, what was dealt and met."""
    share = sum(course.verdict.stopped.values()) / max(course.verdict.deliveries, 1)
    reasons = ", ".join(f"{name} {count}" for name, count in course.verdict.stopped.most_common())
    return [
        f"  steht: {share:.1%} ({reasons or 'nichts'}); auf Anordnung gehalten: {course.verdict.ordered}",
        f"  Schläge: {', '.join(f'{name} {count}' for name, count in course.blows.items())}",
        f"  Wetter: {', '.join(f'{name} {count}' for name, count in course.weather.items())}",
        f"  nicht mehr rechtzeitig freigegeben: {course.given_up}",
        *(f"  VERSTOSS {clause}: {count}" for clause, count in course.verdict.violations.items()),
    ]


def main(words):
    """Run as many courses as there are seeds; return the exit code."""
    parser = argparse.ArgumentParser(prog="python3 dev.py chaos", description=__doc__)
    parser.add_argument("--posts", type=int, default=300)
    parser.add_argument("--channels", type=int, default=3)
    parser.add_argument("--kills", type=int, default=15)
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--pace", type=float, default=8.0, help="posts a second")
    parser.add_argument("--into", type=Path, help="a file for what came of it")
    asked = vars(parser.parse_args(words))
    seeds, into, courses = asked.pop("seed"), asked.pop("into"), []
    for seed in seeds:
        print(f"Saat {seed}:", flush=True)
        courses.append(run(seed=seed, say=lambda line: print(line, flush=True), **asked))
        print(*tell(courses[-1]), *table(courses), sep="\n", flush=True)
        if into:
            into.write_text(report(courses), encoding="utf-8")
    return int(not all(course.verdict.is_well for course in courses))


def report(courses):
    """What came of the courses so far, for a file."""
    whole = together(courses)
    lines = [
        f"# Chaos, {clock.berlin_minute(clock.now())}",
        "",
        *table(courses),
        "",
        "Zusammen:",
        "",
        *(f"-{line[1:]}" for line in tell(whole)),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
