"""Why a post is sent back, rejected or taken down: the closed list of grounds."""

from enum import StrEnum


class Ground(StrEnum):
    """Why somebody decides against a post; each rests on sentences of the strategy paper (`editorial.grounds`)."""

    PARTY_POLITICAL = "party_political"
    FACTUAL = "factual"
    LEGAL = "legal"
    DUPLICATE = "duplicate"
    UNSUITABLE = "unsuitable"
    AUDIENCE = "audience"
    SEQUENCE = "sequence"
    WORDING = "wording"
    OTHER = "other"
