"""People at the pages without a browser: what they are shown, and the forms they send back."""

import re
from html import unescape

from fastapi.testclient import TestClient

from tests.conftest import PASSWORD

NEWCOMER = "vier-ganz-lange-woerter"
"""The first password of whoever is new."""
HTML = {"Accept": "text/html"}


class Visitor:
    """Somebody with a cookie jar of their own; `page` is the last answer, redirects followed."""

    def __init__(self, client, name=None):
        self.client = TestClient(client.app, raise_server_exceptions=False)
        self.page = None
        if name is not None:
            self.look("/sign-in")
            self.send("/sign-in", email=f"{name}@redaktion.example", password=PASSWORD)
            assert self.page.url.path == "/", self.text

    def look(self, path):
        self.page = self.client.get(path, headers=HTML)
        return self

    def send(self, path, **fields):
        """Send a form with the token of the page that was shown last."""
        found = re.search(r'name="form_token" value="([^"]*)"', self.page.text if self.page else "")
        token = {"form_token": found[1]} if found else {}
        self.page = self.client.post(path, data=token | fields, headers=HTML)
        return self

    @property
    def status(self):
        return self.page.status_code

    @property
    def text(self):
        """What the page says, without its tags."""
        body = re.sub(r"<(script|style).*?</\1>", "", self.page.text, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())
