"""Handing a post in."""

from typing import Annotated

from pydantic import Field

from app.api.schemas.fields import Abbreviation, Reason, Request


class Justification(Request):
    """What the author says to what a rule, or an indicator of it, points at."""

    rule: Abbreviation
    text: Reason


class SubmitIn(Request):
    """What goes with a submission: a missing declaration is shown to the approver, a reason makes it urgent."""

    neutrality_declared: bool | None = None
    urgent_reason: Reason | None = None
    justifications: Annotated[list[Justification], Field(max_length=50)] = Field(default_factory=list)
