"""Comparing two revisions: word by word, per channel, with images and times."""

import pytest

from tests.api.parts import assert_problem, proposal
from tests.pictures import picture

EARLIER, LATER = "2030-03-01T09:00:00Z", "2030-03-02T09:00:00Z"


def diff(person, post, old, new):
    answer = person.get(f"/posts/{post['id']}/diff", **{"from": old, "to": new})
    assert answer.status_code == 200, answer.text
    return answer.json()


def marked(segments):
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "[+{}+]"}
    return "".join(marks[row["change"]].format(row["text"]) for row in segments)


def test_every_word_that_changed_is_marked_on_each_channel(everyone):
    mb = everyone("mb")
    rows = [proposal(mb, at=EARLIER), proposal(mb, "Konsole MB", at=EARLIER, text="Kurz: Tablets.")]
    post = mb.write(deliveries=rows, text="Neue Tablets für Schulen.", note_to_desk="Bitte prüfen.")
    change = {
        "title": "Intern: Digitalpakt 2",
        "text": "Neue Tablets für alle Schulen.",
        "joint_with": ["MW"],
        "note_to_desk": None,
        "deliveries": [proposal(mb, at=LATER), proposal(mb, "Konsole MB", at=EARLIER, text="Kurz: Tablets.")],
    }
    mb.patch(f"/posts/{post['id']}", change)
    told = diff(mb, post, 1, 2)
    assert (told["old"]["number"], told["new"]["number"]) == (1, 2)
    assert marked(told["title"]) == "Intern: Digitalpakt[+ 2+]"
    assert marked(told["text"]) == "Neue Tablets für [+alle +]Schulen."
    assert marked(told["note_to_desk"]) == "[-Bitte prüfen.-]"
    assert (told["old_joint_with"], told["new_joint_with"]) == ([], ["MW"])
    console, portal = told["channels"]
    assert (console["channel"], portal["channel"]) == ("Konsole MB", "Landesportal")
    assert marked(portal["text"]) == "Neue Tablets für [+alle +]Schulen. (MB[+/MW+])"
    assert (portal["fate"], portal["old_proposed_at"], portal["new_proposed_at"]) == (
        "changed",
        EARLIER,
        LATER,
    )
    assert marked(console["text"]) == "Kurz: Tablets. (MB[+/MW+])"


def test_what_a_period_asks_for_and_what_citizens_gain_are_compared_too(everyone):
    mb = everyone("mb")
    post = mb.write(cause="danger", citizen_value="Alle lernen digital.", relevance=["service", "mood"])
    change = {"cause": None, "citizen_value": "Kinder lernen digital.", "relevance": ["service", "emotion"]}
    mb.patch(f"/posts/{post['id']}", change)
    told = diff(mb, post, 1, 2)
    assert (told["old_cause"], told["new_cause"]) == ("danger", None)
    assert marked(told["citizen_value"]) == "[-Alle -][+Kinder +]lernen digital."
    assert (told["old_relevance"], told["new_relevance"]) == (["mood", "service"], ["service", "emotion"])


def test_channels_come_and_go_and_what_stays_is_the_same(everyone):
    mb = everyone("mb")
    post = mb.write(deliveries=[proposal(mb)])
    mb.patch(f"/posts/{post['id']}", {"deliveries": [proposal(mb, "Konsole MB")]})
    mb.patch(f"/posts/{post['id']}", {"title": "Nur der Titel"})
    fates = {row["channel"]: row["fate"] for row in diff(mb, post, 1, 2)["channels"]}
    assert fates == {"Konsole MB": "added", "Landesportal": "removed"}
    assert [row["fate"] for row in diff(mb, post, 2, 3)["channels"]] == ["same"]
    backwards = {row["channel"]: row["fate"] for row in diff(mb, post, 2, 1)["channels"]}
    assert backwards == {"Konsole MB": "removed", "Landesportal": "added"}


def test_images_that_came_went_moved_or_are_described_anew_are_told(everyone):
    mb = everyone("mb")
    first, second, third = (
        mb.media(picture(colour=colour), alt=f"Bild {number}")
        for number, colour in enumerate(("red", "green", "blue"))
    )
    post = mb.write(media=[{"id": first["id"]}, {"id": second["id"]}])
    mb.patch(
        f"/posts/{post['id']}",
        {"media": [{"id": second["id"], "alt": "Neu beschrieben"}, {"id": third["id"]}]},
    )
    told = diff(mb, post, 1, 2)
    images = {row["id"]: row for row in told["media"]}
    assert {key: row["fate"] for key, row in images.items()} == {
        first["id"]: "removed",
        second["id"]: "changed",
        third["id"]: "added",
    }
    assert images[second["id"]] | {"fate": ""} == {
        "id": second["id"],
        "fate": "",
        "old_place": 1,
        "new_place": 0,
        "old_alt": "Bild 1",
        "new_alt": "Neu beschrieben",
    }
    assert told["channels"][0]["media"] == told["media"]


@pytest.mark.parametrize("numbers", [(0, 1), (1, 0), (1, "x"), (1, 10**12)])
def test_a_number_that_is_none_is_refused(everyone, numbers):
    mb = everyone("mb")
    path = f"/posts/{mb.write()['id']}/diff"
    assert_problem(mb.get(path, **dict(zip(("from", "to"), numbers, strict=True))), 422)
    assert_problem(mb.get(path, **{"from": 1}), 422, "missing")


def test_a_revision_there_is_not_and_a_post_one_may_not_see_are_not_found(everyone):
    mb = everyone("mb")
    post = mb.write()
    assert_problem(mb.get(f"/posts/{post['id']}/diff", **{"from": 1, "to": 2}), 404, "not-found")
    assert_problem(everyone("mw").get(f"/posts/{post['id']}/diff", **{"from": 1, "to": 1}), 404, "not-found")
