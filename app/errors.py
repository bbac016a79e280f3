"""Every refusal the office knows, by name. The docstring says what it means; HTTP appears nowhere here.

Refusal
InvalidError           the request itself is wrong: issues name field, key and context
MissingTimeError       the wall time does not exist (spring change)
DoubledTimeError       the wall time exists twice and nobody chose (autumn change)
NotSignedInError       nobody is asking, or the token is no longer good
NotAllowedError        this person may not do this
OwnAccountError        nobody changes their own rights
SignInIncompleteError  the sign-in still lacks something: an own password, a second factor
ForeignFormError       a form did not come from the page shown to this browser
TokenNotAllowedError   no API token may do this, whatever its scopes
ScopeMissingError      the API token was not given the scope for this
TooOftenError          too many tries or requests; `retry_after` are seconds to wait
SignInTooOldError      the act needs a fresh sign-in
NotFoundError          there is no such thing for this person
WrongStateError        the thing is not in a state that allows this
FourEyesError          the approver wrote the text
RevisionChangedError   somebody changed what was to be decided on
AlreadySendingError    it is on its way or already there
StaleError             the thing changed since it was read (If-Match)
PreconditionMissingError  If-Match is required here
RequestRunningError    the same Idempotency-Key is being worked on
KeyReusedError         the Idempotency-Key belongs to another request
NotReadyError          the installation lacks what only its operator can give
TooLargeError          more bytes than are taken
UnsupportedMediaError  a kind of content that is not taken
JustificationMissingError  a rule asks for a reason before this can be submitted
RestoreModeError       the database is a restored one, and nothing may leave or be taken back yet
BusyError              too much is being done at this moment
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Issue:
    """One thing to mend: the field (dotted path), a key from `messages`, and values for its sentence."""

    field: str
    key: str
    context: dict[str, Any] = dataclasses.field(default_factory=dict)


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """The office says no, and why: `key` finds the German sentence."""

    key = "refused"

    def __init__(self, *, key: str | None = None, issues: Iterable[Issue] = (), **context: Any) -> None:
        self.key = key or self.key
        self.issues = list(issues)
        self.context = context
        super().__init__(f"{self.key} {context}" if context else self.key)


class InvalidError(Refusal):
    """The request itself is wrong; each issue names the field and what to do."""

    key = "invalid"


class ImpossibleTimeError(Refusal):
    """A wall time that is not one instant; `choices` are two instants to propose."""

    def __init__(self, *, choices: Iterable[datetime]) -> None:
        super().__init__(choices=[choice.isoformat() for choice in choices])


class MissingTimeError(ImpossibleTimeError):
    """The wall time does not exist: the clocks were put forward over it."""

    key = "time.missing"


class DoubledTimeError(ImpossibleTimeError):
    """The wall time exists twice: the clocks were put back over it, and nobody chose which one is meant."""

    key = "time.doubled"


class NotSignedInError(Refusal):
    """Nobody is asking, or the token is wrong, expired or revoked."""

    key = "not-signed-in"


class NotAllowedError(Refusal):
    """This person may not do this."""

    key = "not-allowed"


class OwnAccountError(NotAllowedError):
    """Nobody changes their own account's rights: another admin has to."""

    key = "own-account"


class SignInIncompleteError(NotAllowedError):
    """The sign-in still lacks something; `key` says whether an own password or a second factor."""

    key = "second-factor-missing"


class ForeignFormError(NotAllowedError):
    """A form came without the token of the page that was shown to this browser, or from another site."""

    key = "form-foreign"


class TokenNotAllowedError(NotAllowedError):
    """No API token may do this, whatever its scopes: somebody has to sign in."""

    key = "token-not-allowed"


class ScopeMissingError(NotAllowedError):
    """The API token was not given the scope for this."""

    key = "token-scope-missing"


class SignInTooOldError(NotAllowedError):
    """The act needs a sign-in not older than five minutes."""

    key = "reauth-required"


class TooOftenError(Refusal):
    """Too many tries or requests; `retry_after` says in how many seconds the next one counts again."""

    key = "too-often"


class NotFoundError(Refusal):
    """There is no such thing, or none that this person may know of."""

    key = "not-found"


class WrongStateError(Refusal):
    """The thing is not in a state that allows this."""

    key = "wrong-state"


class FourEyesError(WrongStateError):
    """The approver is the author or last editor, by person."""

    key = "four-eyes"


class JustificationMissingError(Refusal):
    """A rule asks for a reason; the issues name rule, field and passage, and a sentence for each lets the post pass."""

    key = "justification-missing"


class RevisionChangedError(WrongStateError):
    """The content is no longer the one that was looked at."""

    key = "revision-changed"


class AlreadySendingError(WrongStateError):
    """The delivery is on its way or already there; a correction or a take-down is the next step."""

    key = "already-sending"


class StaleError(Refusal):
    """The thing changed since it was read."""

    key = "stale"


class PreconditionMissingError(Refusal):
    """If-Match is required, so that nobody overwrites what they have not seen."""

    key = "if-match-required"


class RequestRunningError(Refusal):
    """A request with the same Idempotency-Key is being worked on."""

    key = "idempotency-running"


class KeyReusedError(Refusal):
    """The Idempotency-Key was used for another request."""

    key = "idempotency-key-reused"


class NotReadyError(Refusal):
    """The installation lacks what only its operator can give."""

    key = "not-ready"


class TooLargeError(Refusal):
    """More bytes than are taken."""

    key = "too-large"


class UnsupportedMediaError(Refusal):
    """A kind of content that is not taken; what counts is the content, never its name or announced type."""

    key = "image.unsupported"


class RestoreModeError(Refusal):
    """The database is a restored one; what waits or is held in it may be wrong until every channel was looked at."""

    key = "restore-mode"


class BusyError(Refusal):
    """Too much is being done at this moment; a little later it will work."""

    key = "busy"
