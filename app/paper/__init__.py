"""Laying out pages: from a template beside this file and plain data to a PDF that screen readers can read (PDF/UA-1).

Data reach a template as JSON and are set as text, never as markup. The fonts are those of the wheel; what none of them
can show, such as most emoji, is written as its code point and name, so that nothing of a text is lost on paper.
"""

import json
import re
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

FOLDER: Final = Path(__file__).parent
_SHOWN: Final = "\n -~\u00a0-\u017f\u0180-\u0233\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2010-\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2190-\u2193\u2212\u2260\u2264\u2265"
_NOT_SHOWN: Final = re.compile(f"[^{_SHOWN}]")


def typeset(name: str, data: dict[str, Any], *, title: str, made_at: datetime) -> bytes:
    """Return the PDF of a template with data of texts, numbers, lists and mappings; equal data make equal bytes."""
    inputs = {"data": json.dumps(legible(data), ensure_ascii=False), "title": legible(title)}
    return typst.compile(
        (FOLDER / f"{name}.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards="ua-1",
        timestamp=int(made_at.timestamp()),
    )


def legible(value: Any) -> Any:
    """Return data with every character that no font shows written as its code point and name."""
    match value:
        case str():
            return _NOT_SHOWN.sub(lambda found: _describe(found.group()), unicodedata.normalize("NFC", value))
        case dict():
            return {name: legible(part) for name, part in value.items()}
        case list() | tuple():
            return [legible(part) for part in value]
        case _:
            return value


def _describe(character: str) -> str:
    name = unicodedata.name(character, "ohne Namen").lower()
    return f"[U+{ord(character):04X} {name}]"
