"""Mein Tag: where everybody begins."""

from itertools import groupby
from typing import Final

from fastapi import APIRouter, Response

from app import clock
from app.queries.agenda import MOST, Duty, find_agenda
from app.queries.deliveries import DeliveryView
from app.queries.elections import list_running
from app.web.deps import LookingOn

router = APIRouter(include_in_schema=False)

DUTIES: Final = {
    Duty.APPROVE: "Freigabe",
    Duty.CHANGE: "Nachbesserung",
    Duty.FINISH: "Entwurf",
    Duty.RELEASE: "Angehalten",
    Duty.APPROVE_AGAIN: "Zweite Freigabe",
    Duty.RENEW_ACCESS: "Zugang",
    Duty.ANSWER: "Löschverfahren",
    Duty.DECIDE: "Löschverfahren",
    Duty.POST_BY_HAND: "Von Hand",
    Duty.REMOVE_BY_HAND: "Von Hand",
    Duty.RESOLVE: "Unklar",
    Duty.CONTRIBUTE: "Zulieferung",
}
NEXT_STEPS: Final = {
    Duty.APPROVE: "Bitte ansehen und freigeben, zurückgeben oder ablehnen.",
    Duty.CHANGE: "Zurückgegeben: bitte ändern und erneut einreichen.",
    Duty.FINISH: "Noch nicht eingereicht.",
    Duty.RELEASE: "Bitte entscheiden, ob und wann es hinausgeht.",
    Duty.APPROVE_AGAIN: "In der Vorwahlzeit fehlt die Freigabe einer zweiten Person: bitte ansehen und freigeben.",
    Duty.RENEW_ACCESS: "Der Zugang ist gesperrt: bitte neue Zugangsdaten hinterlegen.",
    Duty.ANSWER: "Die Zentralredaktion beanstandet diesen Beitrag: bitte bis zum Ende der Frist antworten.",
    Duty.CONTRIBUTE: "Bitte liefern, absagen oder an ein anderes Ressort übergeben.",
    Duty.DECIDE: "Bitte entscheiden: entfernen, abschließen oder zurücknehmen.",
}


@router.get("/")
def show_my_day(visit: LookingOn) -> Response:
    """Show what is to be done and until when, what stands still, what went out and what comes."""
    agenda = find_agenda(visit.session, visit.actor)
    visit.note_reading(view.post for view in (*agenda.standing, *agenda.sent, *agenda.coming))
    return visit.show(
        "desk/my_day.html",
        agenda=agenda,
        days=[(day, list(rows)) for day, rows in groupby(agenda.coming, _day_of)],
        duties=DUTIES,
        next_steps=NEXT_STEPS,
        most=MOST,
        periods=list_running(visit.session),
    )


def _day_of(view: DeliveryView) -> str:
    return clock.berlin_day(view.due_at or view.proposed_at or view.post.updated_at)
