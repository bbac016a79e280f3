"""How results are written down: a table in Markdown, and a chart of bars as SVG that says the same to everybody.

A chart never stands alone: it names itself for those who hear it, and the page that shows it has the table under it.
"""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

LABEL_W: Final = 270
BARS_W: Final = 430
FIGURE_W: Final = 100
ROW_H: Final = 26
HEAD_H: Final = 62
FOOT_H: Final = 14
INK, QUIET, PAPER = "#1a2330", "#51606e", "#ffffff"
GOOD, MISSED, MARK = "#1f5fa8", "#a33a12", "#51606e"
"""Each at least 4.5:1 on the paper; what missed its goal is also said in words behind its bar."""
FONT: Final = "font-family=\"'Fira Sans', 'Segoe UI', Arial, sans-serif\""


@dataclass(frozen=True)
class Bar:
    """One bar: what was measured, how much, and where it should be; `is_missed` colours and names what did not get there."""

    label: str
    value: float
    shown: str
    goal: float | None = None
    is_missed: bool = False


def markdown(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table in Markdown: the first column is text, all others are figures set to the right."""
    lines = [_line(heads), "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join(lines + [_line(row) for row in rows])


def bars(title: str, subtitle: str, rows: Sequence[Bar]) -> str:
    """Return a chart as an SVG document: one bar a row from zero on, its figure behind it, a stroke where its goal lies."""
    width, height = LABEL_W + BARS_W + FIGURE_W, HEAD_H + ROW_H * len(rows) + FOOT_H
    most = max((value for row in rows for value in (row.value, row.goal or 0)), default=0) or 1
    said = "; ".join(f"{row.label}: {row.shown}" for row in rows)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-labelledby="title desc">'
        ),
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(f"{subtitle} {said}.")}</desc>',
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        _text(12, 26, title, size=17, weight=600),
        _text(12, 47, subtitle, size=13, fill=QUIET),
        *(_row(HEAD_H + ROW_H * place, row, BARS_W / most) for place, row in enumerate(rows)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def circumstances() -> str:
    """Return on what and when something was measured, as one sentence in German: no name of a machine, only its class."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    day = datetime.now(UTC).astimezone()  # noqa: TID251 - the day of a run at this place, compared with nothing
    return (
        f"Gemessen am {day:%d.%m.%Y} auf einer Maschine mit {os.cpu_count()} Kernen und {memory:.0f} GB Arbeitsspeicher, "
        f"{platform.system()}, Python {platform.python_version()}."
    )


def load() -> str:
    """Return what else ran beside a measurement, as the machine's load: `Last 1,3`."""
    return f"Last {os.getloadavg()[0]:.1f}".replace(".", ",")


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _row(top: float, row: Bar, scale: float) -> str:
    middle, length = top + 17, max(row.value * scale, 1)
    figure = f"{row.shown} – verfehlt" if row.is_missed else row.shown
    goal = LABEL_W + (row.goal or 0) * scale
    parts = [
        _text(LABEL_W - 8, middle, row.label, size=13, anchor="end"),
        (
            f'<rect x="{LABEL_W}" y="{top + 4:.0f}" width="{length:.1f}" height="{ROW_H - 8}" '
            f'fill="{MISSED if row.is_missed else GOOD}"/>'
        ),
    ]
    if row.goal is not None:
        parts.append(
            f'<path d="M{goal:.1f} {top + 1:.0f}v{ROW_H - 2}" stroke="{MARK}" stroke-width="2" stroke-dasharray="4 2"/>'
        )
    is_long = length > BARS_W * 0.75
    where = LABEL_W + length + (-6 if is_long else 6)
    parts.append(
        _text(
            where,
            middle,
            figure,
            size=13,
            anchor="end" if is_long else "start",
            fill=PAPER if is_long else INK,
        )
    )
    return "\n".join(parts)


def _text(
    x: float, y: float, words: str, *, size: int, weight: int = 400, fill: str = INK, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" {FONT} font-size="{size}" font-weight="{weight}" fill="{fill}" '
        f"text-anchor={quoteattr(anchor)}>{escape(words)}</text>"
    )
