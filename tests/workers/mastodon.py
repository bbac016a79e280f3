"""MB's Mastodon channel, whose connector is the recorder: what it takes to connect and disconnect it."""

from app.actions.credentials import Access, connect_channel, disconnect_channel
from app.models.credential import CredentialKind
from app.settings import settings

TOKEN = "geheim/c9f1+e2=zeichen"
LABEL, OTHER = "Mastodon MB", "Mastodon MB 2"
ACCESS = Access(CredentialKind.MASTODON, "https://social.example", {"access_token": TOKEN})


def connect(scene, access=ACCESS, label=LABEL):
    scene.do(connect_channel, scene.actor("kanal"), scene.channel_id(label), access, settings=settings())


def disconnect(scene):
    scene.do(disconnect_channel, scene.actor("kanal"), scene.channel_id(LABEL))
