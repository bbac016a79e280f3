"""The neutrality assistant from a shell: how good it is on labelled posts."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from app.cli.saying import fail
from app.editorial.neutrality.evaluation import Case, Judged, judge, read_case, share_named, sum_up
from app.loading.neutrality import load_lexicon

group = typer.Typer(no_args_is_help=True, help="Neutralitätsassistent.")


@group.callback()
def assistent() -> None:
    """Neutralitätsassistent."""


@group.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="JSONL: text, label, indicators?, pre_election?")],
) -> None:
    """Den Assistenten an beurteilten Beiträgen messen; die letzte Zeile ist ein JSON-Objekt."""
    cases, lexicon = _read_cases(file), load_lexicon()
    judged, times = [], []
    for case in cases:
        begin = time.perf_counter()
        judged.append(judge(case, lexicon))
        times.append((time.perf_counter() - begin) * 1000)
    figures = sum_up(judged)
    times.sort()
    typer.echo(f"{len(cases)} Beiträge, Lexikon {lexicon.version}")
    typer.echo(f"Von den beanstandeten Beiträgen mit Warnung: {_percent(figures['recall'])}")
    for indicator, found in figures["recall_by_indicator"].items():
        named = _percent(share_named(judged, indicator))
        typer.echo(f"  {indicator}: {_percent(found)} angemerkt, {named} unter demselben Merkmal")
    typer.echo(f"Von den übrigen mit Warnung: {_percent(figures['warned_admissible'])}")
    typer.echo(f"Von den übrigen nur mit Hinweis: {_percent(figures['hinted_admissible'])}")
    typer.echo(
        f"Zeit je Beitrag: p50 {times[len(times) // 2]:.1f} ms, p99 {times[len(times) * 99 // 100]:.1f} ms"
    )
    for one in judged:
        if one.is_miss:
            _explain_miss(one)
    typer.echo(json.dumps(figures))


def _read_cases(file: Path) -> list[Case]:
    cases = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{file} lässt sich nicht lesen: {error}")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                cases.append(read_case(json.loads(line)))
            except (ValueError, AttributeError, TypeError) as error:
                fail(f"Zeile {number} ist kein beurteilter Beitrag: {error}")
    return cases or fail("Die Datei enthält keinen Beitrag.")


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f} %".replace(".", ",")


def _explain_miss(one: Judged) -> None:
    kind = "übersehen" if one.case.is_inadmissible else "ohne Grund gewarnt"
    typer.echo(f"\n{kind} {', '.join(one.case.indicators)}: {one.case.text}")
    for flag in one.assessment.flags:
        typer.echo(
            f"    {flag.indicator} {flag.indicator_level} [{flag.start},{flag.end}) {flag.quote!r} {flag.reason_key}"
        )
    if not one.assessment.flags:
        typer.echo("    keine Anhaltspunkte gefunden")
