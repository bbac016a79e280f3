"""The pictures that README and handbook show are those that the script takes, and they are there."""

import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 200_000


def taken():
    """The names of the pictures that the script takes."""
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "docs" / "screenshots.py")
    sys.modules["screenshots"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return set(module.SHOTS)


def named():
    """The names of the pictures that the docs show."""
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    return {
        name for page in pages for name in re.findall(r"([\w-]+)\.png\)", page.read_text(encoding="utf-8"))
    }


def test_every_picture_that_the_docs_show_is_taken_by_the_script():
    assert "freigabe" in named()
    assert named() - taken() == set()


def test_every_picture_of_the_script_is_there_and_small_and_no_other():
    kept = {path.stem: path.stat().st_size for path in (ROOT / "docs" / "images").glob("*.png")}
    assert set(kept) == taken()
    assert max(kept.values()) < LARGEST
