"""On which page of its source something is printed."""

import re
from typing import Final

PAGE: Final = re.compile(r"Seite (\d+)")


def find_page(source: str | None) -> int | None:
    """Return the first page a source names; None where it names none."""
    found = PAGE.search(source or "")
    return int(found.group(1)) if found else None
