"""The story's images: drawn here, from flat shapes, so that nobody's rights are touched."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from app.imaging import Reencoded

SIZE: Final = (960, 540)
Shape = tuple[str, Sequence[int], str]

_SKY, _GROUND, _WALL, _ROOF = "#cfe3f2", "#7d9b6a", "#f1e6d2", "#9c4a3c"
_GLASS, _DARK, _WATER, _SUN = "#3d6f96", "#33424f", "#5c93b8", "#f2c14e"
_LAND: Final[list[Shape]] = [("box", (0, 380, 960, 540), _GROUND), ("disc", (770, 60, 870, 160), _SUN)]

DRAWINGS: Final[dict[str, tuple[str, list[Shape]]]] = {
    "house": (
        "Zeichnung: ein helles Amtsgebäude mit rotem Dach und offener Tür",
        [
            *_LAND,
            ("box", (220, 200, 740, 420), _WALL),
            ("shape", (190, 200, 480, 80, 770, 200), _ROOF),
            *[("box", (x, 240, x + 60, 310), _GLASS) for x in (260, 350, 550, 640)],
            ("box", (445, 300, 515, 420), _DARK),
        ],
    ),
    "books": (
        "Zeichnung: ein Stapel bunter Bücher auf einem Tisch",
        [
            ("box", (0, 420, 960, 540), "#b58a5a"),
            ("box", (300, 360, 680, 420), _ROOF),
            ("box", (330, 300, 650, 360), _GLASS),
            ("box", (290, 240, 640, 300), _SUN),
            ("box", (350, 190, 660, 240), _GROUND),
        ],
    ),
    "forest": (
        "Zeichnung: junge Bäume in einer Reihe, darüber die Sonne",
        [
            *_LAND,
            *[
                part
                for x in range(80, 900, 140)
                for part in (
                    ("box", (x + 34, 330, x + 46, 420), "#6b4a2f"),
                    ("shape", (x, 350, x + 40, 190, x + 80, 350), "#4d7a4a"),
                )
            ],
        ],
    ),
    "bridge": (
        "Zeichnung: eine Bogenbrücke über einen Fluss",
        [
            *_LAND,
            ("box", (0, 430, 960, 540), _WATER),
            ("box", (60, 280, 900, 330), _DARK),
            *[("box", (x, 330, x + 40, 470), _DARK) for x in (180, 460, 740)],
        ],
    ),
    "engine": (
        "Zeichnung: ein rotes Löschfahrzeug von der Seite",
        [
            *_LAND,
            ("box", (220, 240, 640, 400), "#c0392b"),
            ("box", (640, 290, 760, 400), "#c0392b"),
            ("box", (660, 305, 735, 350), _SKY),
            ("box", (240, 205, 620, 225), _DARK),
            *[("disc", (x, 360, x + 80, 440), _DARK) for x in (280, 640)],
        ],
    ),
    "valley": (
        "Zeichnung: Morgennebel zwischen grünen Hügeln",
        [
            ("disc", (-160, 230, 520, 800), "#5d8458"),
            ("disc", (380, 270, 1120, 860), _GROUND),
            ("box", (0, 330, 960, 372), "#e8eef2"),
            ("disc", (690, 70, 780, 160), _SUN),
        ],
    ),
    "flags": (
        "Zeichnung: eine Reihe bunter Wimpel vor hellem Himmel",
        [
            ("box", (0, 120, 960, 128), _DARK),
            *[
                ("shape", (x, 128, x + 90, 128, x + 45, 260), colour)
                for x, colour in zip(
                    range(30, 930, 110), (_ROOF, _SUN, _GLASS, _GROUND, _WATER) * 2, strict=False
                )
            ],
        ],
    ),
    "market": (
        "Zeichnung: drei Marktstände mit gestreiften Dächern",
        [
            *_LAND,
            *[
                part
                for x, colour in ((110, _ROOF), (380, _GLASS), (650, _SUN))
                for part in (
                    ("box", (x, 300, x + 200, 410), _WALL),
                    ("shape", (x - 20, 300, x + 100, 200, x + 220, 300), colour),
                )
            ],
        ],
    ),
    "hands": (
        "Zeichnung: zwei erhobene Hände, die miteinander sprechen",
        [
            part
            for x in (230, 540)
            for part in (
                ("disc", (x, 230, x + 190, 440), "#d9a77f"),
                *[("disc", (x + dx, 110, x + dx + 40, 320), "#d9a77f") for dx in (5, 52, 99, 146)],
            )
        ],
    ),
}
"""Each drawing's alternative text and its shapes, from back to front."""


def draw(name: str) -> Reencoded:
    """Return a drawing as the office keeps images: a PNG with few colours, some kilobytes small."""
    canvas = Image.new("RGB", SIZE, _SKY)
    pen = ImageDraw.Draw(canvas)
    drawn = {"box": pen.rectangle, "disc": pen.ellipse, "shape": pen.polygon}
    for kind, points, colour in DRAWINGS[name][1]:
        drawn[kind](list(points), fill=colour)
    content = io.BytesIO()
    canvas.quantize(16).save(content, "PNG", optimize=True)
    return Reencoded(content.getvalue(), "image/png", *SIZE)
