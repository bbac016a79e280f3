"""Images: how they are handed in, named in a post, and shown."""

from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, StringConstraints, model_validator

from app.actions.media_uses import MediaUse
from app.api.schemas.fields import Abbreviation, Answer, Instant, RefusedValue, Request, said, visible
from app.editorial.payload import Image
from app.models import Media

Alt = Annotated[str, StringConstraints(max_length=4_000), AfterValidator(visible), AfterValidator(said)]


class Described(Request):
    """An alternative text, or that the image is decorative and needs none (BITV 2.0); never both."""

    alt: Alt | None = None
    decorative: bool = False

    @model_validator(mode="after")
    def _be_of_one_mind(self) -> Self:
        if self.decorative and self.alt is not None:
            raise RefusedValue("alt.and-decorative")
        return self

    @property
    def description(self) -> str | None:
        """What the actions take: empty for a decorative image, None where nothing is said."""
        return "" if self.decorative else self.alt


class UploadIn(Described):
    """What is said of an image that is handed in: whose it is, and its usual description."""

    organisation: Abbreviation | None = None


class MediaIn(Described):
    """An image of a post; without a description it takes the one it was handed in with."""

    id: UUID

    def use(self) -> MediaUse:
        """Return what the actions take."""
        return MediaUse(self.id, self.description)


class ImageOut(Answer):
    """An image as it is sent. `alt` is null for a decorative one and while nobody has written it; `size` in bytes."""

    sha256: str
    content_type: str
    width: int
    height: int
    size: int
    alt: str | None
    decorative: bool

    @classmethod
    def of(cls, image: Image) -> "ImageOut":
        """Return the answer for an image of a payload."""
        return cls(**vars(image) | {"alt": image.alt or None, "decorative": image.alt == ""})


class PostImageOut(ImageOut):
    """An image of a post."""

    id: UUID

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> "PostImageOut":
        """Return the answer for an image as a revision keeps it."""
        return cls(id=row["id"], **vars(ImageOut.of(Image.of(row))))


class MediaOut(PostImageOut):
    """An image that was handed in, as we wrote it anew, with its usual description."""

    organisation: str
    created_at: Instant

    @classmethod
    def of_media(cls, row: Media) -> "MediaOut":
        """Return the answer for a row."""
        return cls(
            id=row.id,
            sha256=row.sha256,
            content_type=row.content_type,
            width=row.width,
            height=row.height,
            size=row.size,
            alt=row.alt or None,
            decorative=row.alt == "",
            organisation=row.organisation.abbreviation,
            created_at=row.created_at,
        )
