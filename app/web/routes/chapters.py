"""Hilfe: the handbook, for everybody; whoever is signed in keeps the menu around it."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from app.errors import NotFoundError
from app.web import handbook
from app.web.deps import LookingOrNot
from app.web.visit import HEADERS, Visit, show

router = APIRouter(prefix="/hilfe", include_in_schema=False)


@router.get("")
def show_contents(visit: LookingOrNot, q: str = "") -> Response:
    """Show the chapters, and where the words wanted are found."""
    wanted = q.strip()[:200]
    return _show(visit, "help/contents.html", wanted=wanted, found=handbook.search(wanted))


@router.get("/bilder/{name}")
def show_image(name: str) -> Response:
    """Show an image of the handbook."""
    path = handbook.IMAGES / name
    if path.suffix != ".png" or path.parent != handbook.IMAGES or not path.is_file():
        raise NotFoundError
    return FileResponse(path, headers=HEADERS | {"Cache-Control": "no-cache"}, media_type="image/png")


@router.get("/{name}")
def show_chapter(visit: LookingOrNot, name: str) -> Response:
    """Show a chapter."""
    names = list(handbook.chapters())
    if name not in names:
        raise NotFoundError
    place = names.index(name)
    return _show(
        visit,
        "help/chapter.html",
        chapter=handbook.chapters()[name],
        earlier=handbook.chapters()[names[place - 1]] if place else None,
        later=handbook.chapters()[names[place + 1]] if place + 1 < len(names) else None,
    )


def _show(visit: Visit | None, template: str, **values: Any) -> Response:
    values["chapters"] = handbook.chapters()
    return visit.show(template, **values) if visit else show(template, visit=None, **values)
