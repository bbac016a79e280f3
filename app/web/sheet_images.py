"""The images of a sheet: those of the post, and on a channel a list of its own; put in order, taken in and left out.

`media` lists the post's images in order, `media-…` those a channel has for itself where `own-…` is set; `alt-…` and
`decorative-…` carry the image's id, and behind it the channel's for what is said there only.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from app.actions.media_uses import MediaUse
from app.errors import Issue
from app.fields import RefusedValue, visible
from app.web.forms import Entered

LONGEST_ALT: Final = 4_000


def media_ids(entered: Entered, channel_id: UUID | None = None) -> list[UUID]:
    """Return the images of the post, or of a channel's own list, in order; what is no id is none of ours."""
    found = []
    for word in entered.text(_list_of(channel_id)).split():
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found


def read_uses(entered: Entered, channel_id: UUID | None = None) -> list[MediaUse]:
    """Return images with what is said of each; what is wrong with it is noted."""
    return [_use(entered, media_id, channel_id) for media_id in media_ids(entered, channel_id)]


def use_fields(uses: Sequence[MediaUse], channel_id: UUID | None = None) -> dict[str, str]:
    """Return the fields that show a list of images."""
    fields = {_list_of(channel_id): " ".join(str(use.media_id) for use in uses)}
    for use in uses:
        fields[alt_field(use.media_id, channel_id)] = use.alt or ""
        fields[_decorative_field(use.media_id, channel_id)] = "1" if use.alt == "" else ""
    return fields if channel_id is None else fields | {f"own-{channel_id}": "1"}


def alt_field(media_id: UUID, channel_id: UUID | None = None) -> str:
    """Return the name of the field for what is to be seen in an image."""
    return f"alt-{media_id}" + (f"-{channel_id}" if channel_id else "")


def arrange(fields: Mapping[str, str], do: str) -> dict[str, str]:
    """Return the fields after a button for images was pressed.

    It says `own:channel`, `shared:channel`, or `up`, `add`, `drop` with channel and image, as in `up:…:…`; an empty
    channel stands for the images of the post.
    """
    what, _, rest = do.partition(":")
    channel, _, media = rest.partition(":")
    name = f"media-{channel}" if channel else "media"
    words = fields.get(name, "").split()
    match what:
        case "own":
            return {**fields, **_copied(fields, channel), f"own-{channel}": "1"}
        case "shared":
            return {**fields, name: "", f"own-{channel}": ""}
        case "up" if media in words[1:]:
            at = words.index(media)
            words[at - 1 : at + 1] = [media, words[at - 1]]
        case "add" if media not in words and media in fields.get("media", "").split():
            words.append(media)
            fields = {f"alt-{media}-{channel}": fields.get(f"alt-{media}", ""), **fields}
        case "drop":
            words = [word for word in words if word != media]
    return {**fields, name: " ".join(words)}


def _copied(fields: Mapping[str, str], channel: str) -> dict[str, str]:
    """Return the list of the post as a list of a channel's own."""
    words = fields.get("media", "").split()
    said = {
        f"{kind}-{media}-{channel}": fields.get(f"{kind}-{media}", "")
        for kind in ("alt", "decorative")
        for media in words
    }
    return {f"media-{channel}": " ".join(words), **said}


def _use(entered: Entered, media_id: UUID, channel_id: UUID | None) -> MediaUse:
    """Return an image with its alternative text: empty for a decorative one, None while nobody has written it."""
    name = alt_field(media_id, channel_id)
    alt = entered.text(name).strip()[:LONGEST_ALT]
    try:
        alt = visible(alt)
    except RefusedValue as error:
        entered.issues.append(Issue(name, error.key, error.context))
    is_decorative = bool(entered.text(_decorative_field(media_id, channel_id)))
    if is_decorative and alt:
        entered.issues.append(Issue(name, "alt.and-decorative"))
    return MediaUse(media_id, "" if is_decorative else alt or None)


def _decorative_field(media_id: UUID, channel_id: UUID | None) -> str:
    return f"decorative-{media_id}" + (f"-{channel_id}" if channel_id else "")


def _list_of(channel_id: UUID | None) -> str:
    return f"media-{channel_id}" if channel_id else "media"
