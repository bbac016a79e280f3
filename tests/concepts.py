"""The Nutzungskonzept of Mittelsachsen, put into the register through the API."""

import tomllib
from functools import cache
from pathlib import Path

from app import db
from app.models import Organisation, OrganisationName, Platform
from app.models.organisation import OrganisationKind

DATA = Path(__file__).resolve().parents[1] / "data" / "mittelsachsen" / "concept.toml"


@cache
def model():
    """What the document says, as data."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def make_body():
    """The district as an organisation, and the platforms it speaks on, where the register lacks them."""
    said = model()
    with db.transaction() as session:
        house = Organisation(abbreviation=said["abbreviation"], kind=OrganisationKind.AUTHORITY)
        house.names = [OrganisationName(name=said["organisation"])]
        session.add(house)
        for slug, row in said["platforms"].items():
            if session.get(Platform, slug) is None:
                session.add(Platform(slug=slug, name=row["name"]))


def enter_model(manager):
    """Enter channels, platforms, texts and imprint of the model; return the concept's id and those of its channels."""
    said = model()
    for slug, row in said["platforms"].items():
        about = {key: value for key, value in row.items() if key != "name"}
        right(manager.put(f"/platforms/{slug}/facts", about), 200)
    ids = []
    for row in said["channels"]:
        plan = {key: row[key] for key in ("platform", "label", "url")} | {
            "organisation": said["abbreviation"]
        }
        channel = right(manager.post("/channels", plan), 201)["channel"]["id"]
        use = {key: row[key] for key in ("purpose", "extent", "responsibility", "topics")}
        use |= {"target_group": row["target_group"] or said["not_said"], "delimitation": said["not_said"]}
        right(manager.put(f"/channels/{channel}/use", use), 200)
        ids.append(channel)
    begun = {"organisation": said["abbreviation"], "title": said["texts"]["title"]}
    concept = right(manager.post("/concepts", begun), 201)["id"]
    for row in said["entries"]:
        days = {"valid_from": row["valid_from"].isoformat()}
        right(manager.post(f"/concepts/{concept}/entries", row | days), 201)
    etag = manager.get(f"/concepts/{concept}").headers["ETag"]
    right(manager.put(f"/concepts/{concept}", said["texts"], if_match=etag), 200)
    return concept, ids


def right(answer, status):
    assert answer.status_code == status, answer.text
    return answer.json()
