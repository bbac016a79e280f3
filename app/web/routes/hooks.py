"""Webhooks: programs of an organisation that are told what its people are told, in the hands of who answers for them.

A secret stands only on the page that answers the form which made it: no address shows it again (SECURITY CC-05).
"""

from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import TypeAdapter
from starlette.datastructures import FormData

from app.actions.hooks import Wanted, change_hook, create_hook, delete_hook, renew_secret, try_hook
from app.editorial.permissions import MATRIX, Permission
from app.editorial.telling import Group
from app.errors import Issue, NotAllowedError, NotFoundError, Refusal
from app.fields import Endpoint, Title
from app.messages import explain
from app.models import Hook
from app.queries.hooks import find_last_told, get_hook, list_hooks, list_organisations_to_hook
from app.settings import settings
from app.web.deps import Acting, Form, Looking
from app.web.forms import Entered, Fault, Fields, faults_by_field, faults_of_refusal
from app.web.fresh import ask_to_sign_in, is_fresh
from app.web.names import GROUPS
from app.web.visit import Visit, lead_to

router = APIRouter(prefix="/admin/hooks", include_in_schema=False)

PAGE_LENGTH: Final = 50
OFFERED: Final = {group: said for group, said in GROUPS.items() if group is not Group.ACCOUNT} | {
    Group.COMMENTS: (GROUPS[Group.COMMENTS][0], "zu Beiträgen der Stelle")
}
"""What a hook can be told of: nothing that concerns one person."""
LABELS: Final = {
    "organisation": "Stelle",
    "name": "Name",
    "url": "Adresse des Empfängers",
    "groups": "Was gemeldet wird",
}
SAID: Final = {
    "try": "hook-tried",
    "pause": "hook-paused",
    "resume": "hook-resumed",
    "delete": "hook-deleted",
}
_title, _url = TypeAdapter(Title), TypeAdapter(Endpoint)


@router.get("")
def show_hooks(visit: Looking, after: str | None = None) -> Response:
    """Show the hooks one manages, the newest first."""
    _ensure_keeper(visit)
    page = list_hooks(visit.session, visit.actor, limit=PAGE_LENGTH, after=after)
    return visit.show("desk/hooks/list.html", hooks=page.items, next=page.next, offered=OFFERED)


@router.get("/new")
def show_new(visit: Looking) -> Response:
    """Show the form for a new hook."""
    _ensure_keeper(visit)
    return _form(visit) if is_fresh(visit) else ask_to_sign_in("/admin/hooks/new")


@router.post("/new")
def take_new(visit: Acting, form: Form) -> Response:
    """Make a hook, and show its secret this once."""
    _ensure_keeper(visit)
    if not is_fresh(visit):
        return ask_to_sign_in("/admin/hooks/new")
    entered = Entered.of(form)
    entered.need("organisation")
    try:
        with visit.session.begin_nested():
            wanted, home = _read(entered, form), entered.text("organisation")
            secret, hook = create_hook(
                visit.session, visit.actor, organisation=home, wanted=wanted, settings=settings()
            )
    except Refusal as refusal:
        faults = faults_of_refusal(refusal, "organisation", LABELS)
        return _form(visit, texts=entered.texts, chosen=_chosen(form), faults=faults)
    return visit.show("desk/hooks/secret.html", hook=hook, secret=secret, is_renewed=False)


@router.get("/{hook_id}")
def show_hook(visit: Looking, hook_id: UUID) -> Response:
    """Show one hook: how it is, what it was last told, and what can be done with it."""
    return _show(visit, get_hook(visit.session, visit.actor, hook_id))


@router.post("/{hook_id}")
def take_step(visit: Acting, form: Form, hook_id: UUID) -> Response:
    """Try it, pause it, take it up again, renew its secret, which is shown this once, or delete it."""
    hook = get_hook(visit.session, visit.actor, hook_id, is_to_change=True)
    do = Entered.of(form).text("do")
    if not is_fresh(visit):
        return ask_to_sign_in(f"/admin/hooks/{hook_id}")
    if do == "renew":
        secret = renew_secret(visit.session, visit.actor, hook, settings=settings())
        return visit.show("desk/hooks/secret.html", hook=hook, secret=secret, is_renewed=True)
    try:
        with visit.session.begin_nested():
            _carry_out(visit, hook, do)
    except NotFoundError:
        raise
    except Refusal as refusal:
        visit.session.refresh(hook)
        return _show(visit, hook, [Fault("steps", explain(refusal.key, **refusal.context))])
    return lead_to("/admin/hooks" if do == "delete" else f"/admin/hooks/{hook_id}", said=SAID[do])


@router.get("/{hook_id}/edit")
def show_edit(visit: Looking, hook_id: UUID) -> Response:
    """Show the form to change a hook with."""
    hook = get_hook(visit.session, visit.actor, hook_id)
    return _edit(visit, hook) if is_fresh(visit) else ask_to_sign_in(f"/admin/hooks/{hook_id}/edit")


@router.post("/{hook_id}/edit")
def take_edit(visit: Acting, form: Form, hook_id: UUID) -> Response:
    """Change a hook, unless somebody else did so meanwhile: then what is saved is shown instead."""
    hook = get_hook(visit.session, visit.actor, hook_id, is_to_change=True)
    if not is_fresh(visit):
        return ask_to_sign_in(f"/admin/hooks/{hook_id}/edit")
    entered = Entered.of(form)
    if entered.text("seen") != _mark(hook):
        return _edit(visit, hook, [Fault("name", explain("hook-changed"))])
    try:
        with visit.session.begin_nested():
            wanted = _read(entered, form)
            change_hook(visit.session, visit.actor, hook, wanted, paused=None, settings=settings())
    except Refusal as refusal:
        visit.session.refresh(hook)
        faults = faults_of_refusal(refusal, "name", LABELS)
        return _form(visit, hook=hook, texts=entered.texts, chosen=_chosen(form), faults=faults)
    return lead_to(f"/admin/hooks/{hook_id}", said="hook-changed")


def _carry_out(visit: Visit, hook: Hook, do: str) -> None:
    match do:
        case "try":
            try_hook(visit.session, visit.actor, hook)
        case "pause" | "resume":
            as_it_is = Wanted(hook.name, hook.url, [Group(name) for name in hook.groups])
            change_hook(visit.session, visit.actor, hook, as_it_is, paused=do == "pause", settings=settings())
        case "delete":
            delete_hook(visit.session, visit.actor, hook)
        case _:
            raise NotFoundError


def _ensure_keeper(visit: Visit) -> None:
    if not visit.actor.holds(*MATRIX[Permission.MANAGE_HOOKS]):
        raise NotAllowedError


def _read(entered: Entered, form: FormData) -> Wanted:
    """Return what a form asks for. Raises InvalidError."""
    entered.need("name", "url")
    name, url = entered.take_if_any("name", _title), entered.take_if_any("url", _url)
    groups = [group for group in OFFERED if group.value in _chosen(form)]
    if not groups:
        entered.issues.append(Issue("groups", "missing"))
    entered.ensure_clean()
    return Wanted(name or "", url or "", groups)


def _chosen(form: FormData) -> set[str]:
    return {value for value in form.getlist("groups") if isinstance(value, str)}


def _mark(hook: Hook) -> str:
    """Return a mark of what the form shows of a hook: another one as soon as somebody changed it."""
    return sha256(repr((hook.name, hook.url, hook.groups)).encode()).hexdigest()


def _show(visit: Visit, hook: Hook, faults: list[Fault] | None = None) -> Response:
    return visit.show(
        "desk/hooks/hook.html",
        status=409 if faults else 200,
        hook=hook,
        last=find_last_told(visit.session, hook.id),
        offered=OFFERED,
        faults=faults or [],
    )


def _edit(visit: Visit, hook: Hook, faults: list[Fault] | None = None) -> Response:
    texts = {"name": hook.name, "url": hook.url, "seen": _mark(hook)}
    return _form(visit, hook=hook, texts=texts, chosen=set(hook.groups), faults=faults)


def _form(
    visit: Visit,
    *,
    hook: Hook | None = None,
    texts: Any = None,
    chosen: set[str] | None = None,
    faults: list[Fault] | None = None,
) -> Response:
    return visit.show(
        "desk/hooks/form.html",
        status=422 if faults else 200,
        hook=hook,
        organisations=[] if hook else list_organisations_to_hook(visit.session, visit.actor),
        entered=Fields(texts or {}),
        chosen=chosen or set(),
        offered=OFFERED,
        labels=LABELS,
        faults=faults or [],
        errors=faults_by_field(faults or []),
    )
