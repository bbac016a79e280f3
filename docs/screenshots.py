"""Take the pictures that README and handbook show: `python3 dev.py screenshots [NAME ...]`.

The demo is started in a folder of its own, looked at by the people it has in Debian's Chromium, and ended. What is
drawn follows from the demo alone, so that pictures stay true: after a change of a page, take them again.
"""

import contextlib
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
IMAGES: Final = ROOT / "docs" / "images"
PASSWORD: Final = "nur-fuer-die-bilder-der-vorfuehrung"  # noqa: S105 - of an office that lives for a minute
SIZE: Final = {"width": 1280, "height": 860}
COLOURS: Final = 64
GERMAN: Final = {**os.environ, "LANG": "de_DE.UTF-8", "LANGUAGE": "de"}
"""So that the browser's own fields show dates as people here write them."""
READY_WITHIN_S: Final = 180


@dataclass(frozen=True)
class Shot:
    """One picture: who looks (nobody is signed in without a name), where, and what they open there or point at."""

    who: str | None
    path: str
    links: Sequence[str] = ()
    scroll_to: str | None = None


SHOTS: Final = {
    "mein-tag": Shot("desk1", "/"),
    "beitrag": Shot("mb", "/posts?q=Berufe", ("Tag der Berufe", "Weiterschreiben")),
    "freigabe": Shot("desk1", "/approvals"),
    "ausspielungen": Shot("desk1", "/deliveries"),
    "kalender": Shot("desk1", "/calendar", scroll_to=".month"),
    "loeschverfahren": Shot("desk2", "/takedowns", ("Wolfsmonitoring",)),
    "kanaele": Shot("kanal", "/channels?scope=central"),
    "not-aus": Shot("desk1", "/stops"),
    "protokoll": Shot("desk1", "/events"),
    "verwaltung": Shot("admin", "/admin/users"),
    "portal": Shot(None, "/portal"),
}
"""Each picture by its name in `docs/images`; a test compares them with what the docs show."""


def main(names: Sequence[str]) -> int:
    """Take the pictures named, or all of them."""
    unknown = sorted(set(names) - set(SHOTS))
    if unknown:
        print(f"Unbekannt: {', '.join(unknown)}. Es gibt: {', '.join(SHOTS)}.")
        return 2
    executable = os.environ.get("REDAKTION_CHROMIUM") or shutil.which("chromium")
    if executable is None:
        print("Für die Bilder fehlt der Browser Chromium. Debian: sudo apt-get install chromium")
        return 1
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--lang=de"], env=GERMAN
        )
        for name in names or SHOTS:
            size = take(browser, address, name)
            print(f"docs/images/{name}.png  {size / 1000:.0f} kB", flush=True)
        browser.close()
    return 0


@contextlib.contextmanager
def demo() -> Iterator[str]:
    """Yield the address of a demo that was just told; afterwards nothing of it is left."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="redaktion-bilder-") as folder:
        Path(folder).chmod(0o711)
        own = {"REDAKTION_DEMO_PASSWORD": PASSWORD, "REDAKTION_BASE_URL": address}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REDAKTION_")}
        office = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "up", "--demo", "--port", str(port), "--data", folder],
            cwd=ROOT,
            env=kept | own,
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for(address, office)
            yield address
        finally:
            office.terminate()
            office.wait()


def wait_for(address: str, office: subprocess.Popen[bytes]) -> None:
    """Wait until the office answers. Raises RuntimeError if it ends or takes too long."""
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until and office.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{address}/readyz").close()  # noqa: S310 - an address of ours
            return
        time.sleep(0.2)
    message = "Die Vorführung ist nicht gestartet."
    raise RuntimeError(message)


def take(browser: Browser, address: str, name: str) -> int:
    """Take one picture; return its size in bytes."""
    shot = SHOTS[name]
    context = browser.new_context(
        viewport=SIZE,  # type: ignore[arg-type]
        color_scheme="light",
        locale="de-DE",
        timezone_id="Europe/Berlin",
        base_url=address,
        reduced_motion="reduce",
    )
    page = context.new_page()
    if shot.who is not None:
        sign_in(page, shot.who)
    page.goto(shot.path)
    for link in shot.links:
        page.get_by_role("link", name=link).first.click()
    page.wait_for_load_state("networkidle" if shot.who is None else "load")
    page.evaluate("document.fonts.ready.then(() => true)")
    if shot.scroll_to is not None:
        page.locator(shot.scroll_to).first.evaluate("part => part.scrollIntoView()")
    content = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return keep(content, IMAGES / f"{name}.png")


def sign_in(page: Page, who: str) -> None:
    """Sign in as people do."""
    page.goto("/sign-in")
    page.get_by_label("E-Mail-Adresse").fill(f"{who}@redaktion.example")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url("**/")


def keep(content: bytes, path: Path) -> int:
    """Write a picture with few colours, which pages of this kind do with; return its size in bytes."""
    with Image.open(io.BytesIO(content)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(path, "PNG", optimize=True)
    return path.stat().st_size


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
