"""Channels that are handed their images ahead: one whose answers a test scripts, and one that is a folder."""

from uuid import uuid4

from app.channels.base import Handle, Permanent, Receipt
from app.channels.console import Console


class Gallery:
    """Keeps in mind what it was handed: `handed` are (attachment, bytes), `shown` the messages."""

    removes_at_once = False
    can_find = True

    def __init__(self):
        self.handed, self.shown = [], []
        self.take = lambda: Handle(f"Griff {len(self.handed)}", 3600)
        self.answer = lambda message: Receipt(str(message.delivery_id))

    def prepare(self, attachment, content, _deadline):
        self.handed.append((attachment, content))
        return self.take()

    def publish(self, message, _deadline):
        self.shown.append(message)
        return self.answer(message)

    def find(self, _message, _since, _deadline):
        return None


class FolderGallery(Console):
    """A console that wants its images ahead, and shows nothing with one that it does not know."""

    def prepare(self, attachment, content, _deadline):
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = f"{attachment.sha256}.{uuid4()}"
        (self._folder / handle).write_bytes(content)
        return Handle(handle, 3600)

    def publish(self, message, deadline):
        for attachment in message.media:
            if attachment.handle is None or not (self._folder / attachment.handle).exists():
                raise Permanent("an image that nobody handed over")
        return super().publish(message, deadline)
