"""The demo's mailbox: what would have been mailed. Outside the demo these pages do not exist."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from app.mail.mailbox import read_mail, read_mails
from app.settings import settings
from app.web.pages import FRESH, error_page, page

MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""A mail brings its styles along, as mails do; nothing else of it is carried out."""

router = APIRouter(prefix="/demo/mailbox", include_in_schema=False)


@router.get("")
def show_mailbox() -> Response:
    """Show the mails, newest first."""
    folder = settings().mailbox
    return error_page(404) if folder is None else page("demo/mailbox.html", mails=read_mails(folder))


@router.get("/{mail_id}")
def show_mail(mail_id: UUID) -> Response:
    """Show one mail as plain text."""
    folder = settings().mailbox
    mail = read_mail(folder, mail_id) if folder else None
    return page("demo/mail.html", mail=mail) if mail else error_page(404)


@router.get("/{mail_id}/html")
def show_html(mail_id: UUID) -> Response:
    """Show one mail as mail programs show its HTML."""
    folder = settings().mailbox
    mail = read_mail(folder, mail_id) if folder else None
    if mail is None:
        return error_page(404)
    return HTMLResponse(mail.html, headers=FRESH | {"Content-Security-Policy": MAIL_POLICY})
