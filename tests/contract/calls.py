"""For every operation one call that succeeds for whoever is allowed: on a thing of `home`, made anew in the right state.

A route whose operation is missing here breaks the build (tests/contract/test_rights.py).
"""

import base64
import json
from dataclasses import replace
from functools import partial
from uuid import uuid4

from app import clock
from app.webhooks import sign
from tests.api.parts import only, put_under_way
from tests.conftest import PASSWORD
from tests.contract.scene import (
    CENTRAL,
    CODES,
    CONCEPT,
    EVALUATION,
    FIGURES_TOKEN,
    IMPRINT_ENTRY,
    PLATFORM_FACTS,
    PLATFORM_STOP,
    USE,
    Ask,
    forget_concept,
    forget_hooks,
    forget_platform_stops,
    forget_second_factors,
    give_back_passwords,
    keyed,
    new_account,
    new_channel,
    new_cost,
    new_decision,
    new_election,
    new_hook,
    new_inquiry,
    new_lexicon_change,
    new_membership,
    new_occasion,
    new_staffing,
    new_strategy,
    new_theme,
    new_token,
    plant_second_factors,
)
from tests.factories import soon
from tests.pictures import picture

CALLS = {}
DUE = 8 * 24 * 3600
SOME_DAYS = {"since": "2026-01-01", "until": "2026-01-31", "format": "json"}


def call(function):
    """List the function under its operation's name."""
    CALLS[function.__name__] = function
    return function


def of_post(post, body=None, **header):
    return Ask(path={"post_id": post["id"]}, header=header, body=body)


def of_delivery(post, body=None, **header):
    return Ask(path={"delivery_id": only(post)["id"]}, header=header, body=body)


def of_takedown(takedown, body=None, **header):
    return Ask(path={"takedown_id": takedown["id"]}, header=header, body=body)


@call
def sign_in(scene, home, channel):
    return Ask(body={"email": f"{home.lower()}@redaktion.example", "password": PASSWORD})


@call
def sign_out(scene, home, channel):
    return Ask(leaves=True)


@call
def change_password(scene, home, channel):
    body = {"current": PASSWORD, "password": "vier ganz andere Wörter"}
    return Ask(body=body, leaves=True, afterwards=give_back_passwords)


@call
def begin_second_factor(scene, home, channel):
    return Ask(body={"password": PASSWORD}, afterwards=forget_second_factors)


@call
def confirm_second_factor(scene, home, channel):
    return Ask(
        body={"otp": CODES.now()},
        leaves=True,
        beforehand=plant_second_factors,
        afterwards=forget_second_factors,
    )


@call
def get_me(scene, home, channel):
    return Ask()


@call
def create_token(scene, home, channel):
    return Ask(body=new_token())


@call
def list_tokens(scene, home, channel):
    return Ask(query={"limit": 1}, shows=scene.token(home))


@call
def revoke_token(scene, home, channel):
    return Ask(path={"token_id": scene.token(home)})


@call
def list_organisations(scene, home, channel):
    return Ask(query={"limit": 1})


@call
def list_channels(scene, home, channel):
    return Ask(query={"limit": 1, "scope": "central", "platform": "portal"})


@call
def get_channel(scene, home, channel):
    return Ask(path={"channel_id": scene.channel_id(channel)})


@call
def list_costs(scene, home, channel):
    return Ask(query={"limit": 1, "platform": "facebook", "year": 2018, "basis": "unstated"})


@call
def list_staffing(scene, home, channel):
    return Ask(query={"limit": 1, "platform": "twitter"})


@call
def enter_cost(scene, home, channel):
    return Ask(body=new_cost(home))


@call
def get_cost(scene, home, channel):
    return Ask(path={"cost_id": scene.cost(home)})


@call
def change_cost(scene, home, channel):
    return of_cost(scene, home, body=new_cost(home) | {"amount": "480.25", "basis": "net", "positions": []})


@call
def remove_cost(scene, home, channel):
    return of_cost(scene, home)


def of_cost(scene, home, body=None):
    return Ask(path={"cost_id": scene.cost(home)}, body=body, header={"If-Match": "*"})


@call
def enter_staffing(scene, home, channel):
    return Ask(body=new_staffing(home))


@call
def get_staffing(scene, home, channel):
    return Ask(path={"staffing_id": scene.staffing(home)})


@call
def change_staffing(scene, home, channel):
    return of_staffing(scene, home, body=new_staffing(home) | {"persons_max": 3})


@call
def remove_staffing(scene, home, channel):
    return of_staffing(scene, home)


def of_staffing(scene, home, body=None):
    return Ask(path={"staffing_id": scene.staffing(home)}, body=body, header={"If-Match": "*"})


@call
def list_strategies(scene, home, channel):
    return Ask(query={"limit": 1})


@call
def enter_strategy(scene, home, channel):
    return Ask(body=new_strategy(home))


@call
def get_strategy(scene, home, channel):
    return Ask(path={"strategy_id": scene.strategy(home)})


@call
def change_strategy(scene, home, channel):
    return of_strategy(scene, home, body=new_strategy(home) | {"kind": "own"})


@call
def remove_strategy(scene, home, channel):
    return of_strategy(scene, home)


def of_strategy(scene, home, body=None):
    return Ask(path={"strategy_id": scene.strategy(home)}, body=body, header={"If-Match": "*"})


@call
def enter_metrics_snapshot(scene, home, channel):
    return Ask(body=scene.new_snapshot(home))


@call
def get_metrics_snapshot(scene, home, channel):
    return Ask(path={"snapshot_id": scene.snapshot(home)})


@call
def change_metrics_snapshot(scene, home, channel):
    return of_snapshot(scene, home, body=scene.new_snapshot(home) | {"followers": 1250})


@call
def remove_metrics_snapshot(scene, home, channel):
    return of_snapshot(scene, home)


def of_snapshot(scene, home, body=None):
    return Ask(path={"snapshot_id": scene.snapshot(home)}, body=body, header={"If-Match": "*"})


@call
def list_metrics_snapshots(scene, home, channel):
    return Ask(query={"limit": 1, "platform": "twitter"})


@call
def report_posts(scene, home, channel):
    return Ask(query=SOME_DAYS)


@call
def report_punctuality(scene, home, channel):
    return Ask(query=SOME_DAYS)


@call
def report_decisions(scene, home, channel):
    return Ask(query=SOME_DAYS)


@call
def report_takedowns(scene, home, channel):
    return Ask(query=SOME_DAYS)


@call
def report_costs(scene, home, channel):
    return Ask(query={"organisation": "LzpB", "format": "json"})


@call
def report_channels(scene, home, channel):
    return Ask(query={"organisation": "MULE", "format": "json"})


@call
def report_staffing(scene, home, channel):
    return Ask(query={"organisation": "LzpB", "format": "json"})


@call
def report_strategies(scene, home, channel):
    return Ask(query={"organisation": "MB", "format": "json"})


@call
def report_followers(scene, home, channel):
    return Ask(query={"organisation": "MB", "format": "json"})


WEBHOOK = {
    "platform": "webhook",
    "endpoint": "https://empfang.example/meldungen",
    "signing_secret": "whsec_" + base64.b64encode(b"nur ein Beispiel, 32 Zeichen lang").decode(),
    "expires_at": "2037-03-01T10:00:00+01:00",
}


@call
def list_inquiries(scene, home, channel):
    return Ask(query={"limit": 1}, shows=scene.inquiry()["id"])


@call
def open_inquiry(scene, home, channel):
    return Ask(body=new_inquiry(), header=keyed())


@call
def get_inquiry(scene, home, channel):
    return Ask(path={"inquiry_id": scene.inquiry()["id"]})


@call
def answer_question(scene, home, channel):
    question = scene.inquiry()["questions"][0]
    body = {"answer": "Soziale Medien ergänzen die Arbeit der Presse.", "before": None}
    return Ask(path={"question_id": question["id"]}, body=body)


@call
def list_surveys(scene, home, channel):
    return get_inquiry(scene, home, channel)


@call
def send_surveys(scene, home, channel):
    inquiry = scene.inquiry()
    return Ask(path={"inquiry_id": inquiry["id"]}, body={"due_on": inquiry["deadline"]}, header=keyed())


@call
def get_survey(scene, home, channel):
    return Ask(path={"survey_id": scene.survey(home)["id"]})


@call
def answer_survey(scene, home, channel):
    body = {"block": "followers", "word": "confirmed"}
    return Ask(path={"survey_id": scene.survey(home)["id"]}, body=body)


@call
def sign_survey(scene, home, channel):
    survey = scene.survey(home, is_answered=True)
    return Ask(path={"survey_id": survey["id"]}, body={"seen": survey["seen"]}, header=keyed())


@call
def keep_inquiry(scene, home, channel):
    return Ask(path={"inquiry_id": scene.inquiry()["id"]}, header=keyed())


@call
def get_inquiry_version(scene, home, channel):
    return Ask(path={"version_id": scene.kept()})


@call
def co_sign_inquiry(scene, home, channel):
    return Ask(path={"version_id": scene.kept()}, body={"organisation": home}, header=keyed())


@call
def compare_inquiry_versions(scene, home, channel):
    return Ask(path={"version_id": scene.kept()}, query={"earlier": scene.kept()})


@call
def plan_channel(scene, home, channel):
    return Ask(body=new_channel(home), header=keyed())


@call
def get_channel_life(scene, home, channel):
    return Ask(path={"channel_id": scene.planned(home)})


@call
def describe_channel(scene, home, channel):
    return Ask(path={"channel_id": scene.planned(home)}, body=USE)


@call
def note_channel_notice(scene, home, channel):
    body = {"recipient": "pia", "means": "sent", "told_on": "2026-05-04", "proof": "Az. 12-3"}
    return Ask(path={"channel_id": scene.planned(home)}, body=body, header=keyed())


@call
def get_channel_letter(scene, home, channel):
    return Ask(path={"channel_id": scene.planned(home), "recipient": "lfd"}, query={"format": "docx"})


@call
def waive_channel_preparation(scene, home, channel):
    body = {"reason": "Nur für die Dauer der Flut."}
    return Ask(path={"channel_id": scene.planned(home)}, body=body, header=keyed())


@call
def note_privacy_post(scene, home, channel):
    body = {"url": "https://vimeo.com/1", "published_on": "2026-05-04"}
    return Ask(path={"channel_id": scene.planned(home)}, body=body, header=keyed())


@call
def confirm_channel(scene, home, channel):
    return Ask(path={"channel_id": scene.running(home)}, header=keyed())


@call
def list_directory(scene, home, channel):
    return Ask(query={"platform": "twitter", "organisation": "MB"})


@call
def check_account(scene, home, channel):
    return Ask(query={"q": "https://mobile.twitter.com/MBSachsenAnhalt"})


@call
def take_channel_step(scene, home, channel):
    path = {"channel_id": scene.planned(home), "step": "reserve"}
    return Ask(path=path, body={"reason": "Der Name soll nicht vergeben werden."}, header=keyed())


@call
def list_concepts(scene, home, channel):
    scene.concept(home)
    return Ask(query={"limit": 1})


@call
def start_concept(scene, home, channel):
    body = {"organisation": home, "title": "Nutzungskonzept für alle Kanäle"}
    return Ask(body=body, header=keyed(), beforehand=lambda: forget_concept(home))


@call
def get_concept(scene, home, channel):
    return Ask(path={"concept_id": scene.concept(home)})


@call
def write_concept(scene, home, channel):
    return Ask(path={"concept_id": scene.concept(home)}, body=CONCEPT, header={"If-Match": "*"})


@call
def add_imprint_entry(scene, home, channel):
    return Ask(path={"concept_id": scene.concept(home)}, body=IMPRINT_ENTRY, header=keyed())


@call
def change_imprint_entry(scene, home, channel):
    return Ask(path={"entry_id": scene.imprint_entry(home)}, body=IMPRINT_ENTRY | {"phone": "0391 567"})


@call
def issue_concept(scene, home, channel):
    return Ask(path={"concept_id": scene.whole_concept(home)}, body={"as_of": "2026-05-31"}, header=keyed())


@call
def get_concept_version(scene, home, channel):
    return Ask(path={"version_id": scene.issued_concept(home)})


@call
def list_evaluations(scene, home, channel):
    scene.person("kanal").post("/evaluations", EVALUATION | {"concept_id": scene.concept(home)})
    return Ask(query={"limit": 1})


@call
def evaluate_concept(scene, home, channel):
    return Ask(body=EVALUATION | {"concept_id": scene.concept(home)}, header=keyed())


@call
def get_channel_imprint(scene, home, channel):
    scene.imprint_entry(home)
    return Ask(path={"channel_id": scene.planned(home)}, query={"on": "2026-05-31"})


@call
def get_platform_facts(scene, home, channel):
    scene.person("kanal").put("/platforms/vimeo/facts", PLATFORM_FACTS)
    return Ask(path={"slug": "vimeo"})


@call
def describe_platform(scene, home, channel):
    return Ask(path={"slug": "vimeo"}, body=PLATFORM_FACTS)


@call
def list_decisions(scene, home, channel):
    return Ask(query={"limit": 1})


@call
def record_decision(scene, home, channel):
    return Ask(body=new_decision(home), header=keyed())


@call
def list_platforms(scene, home, channel):
    return Ask(query={"limit": 1})


@call
def stop_platform(scene, home, channel):
    return Ask(path={"slug": "vimeo"}, body=PLATFORM_STOP, header=keyed(), beforehand=forget_platform_stops)


@call
def lift_platform_stop(scene, home, channel):
    body = {"reason": "Die Vereinbarung ist geschlossen."}
    return Ask(
        path={"slug": "vimeo"}, body=body, header=keyed(), beforehand=lambda: scene.stopped_platform("vimeo")
    )


@call
def connect_channel(scene, home, channel):
    return Ask(path={"channel_id": scene.empty_channel(home)}, body=WEBHOOK)


@call
def disconnect_channel(scene, home, channel):
    channel_id = scene.empty_channel(home)
    scene.person("kanal").put(f"/channels/{channel_id}/credentials", WEBHOOK)
    return Ask(path={"channel_id": channel_id})


@call
def upload_media(scene, home, channel):
    body = {"organisation": home, "alt": "Ein Schulhof mit einem Baum"}
    return Ask(header=keyed(), body=body, upload=picture("PNG"))


@call
def get_media(scene, home, channel):
    return Ask(path={"media_id": scene.image(home)["id"]})


@call
def get_media_file(scene, home, channel):
    return Ask(path={"media_id": scene.image(home)["id"]})


@call
def create_post(scene, home, channel):
    delivery = {"channel_id": scene.channel_id(channel), "proposed_at": soon(DUE)}
    return Ask(
        header=keyed(),
        body={
            "organisation": home,
            "title": "Intern: Digitalpakt",
            "text": "Neue Tablets für alle Schulen. Mehr dazu auf dem Landesportal.",
            "deliveries": [delivery],
        },
    )


@call
def list_posts(scene, home, channel):
    post = scene.draft(home, channel)
    return Ask(query={"limit": 1, "state": "draft", "organisation": home}, shows=post["id"])


@call
def get_post(scene, home, channel):
    return of_post(scene.draft(home, channel))


@call
def edit_post(scene, home, channel):
    media = [{"id": scene.image(home)["id"], "alt": "Kinder mit Tablets"}]
    post = scene.draft(home, channel, media=media)
    etag = scene.editor(home).get(f"/posts/{post['id']}").headers["ETag"]
    media[0]["alt"] = "Zwei Kinder mit Tablets"
    return of_post(
        post, {"text": "Neue Tablets für alle Grundschulen.", "media": media}, **{"If-Match": etag}
    )


@call
def list_revisions(scene, home, channel):
    return of_post(scene.draft(home, channel))


@call
def diff_post(scene, home, channel):
    post = scene.draft(home, channel)
    scene.editor(home).patch(f"/posts/{post['id']}", {"text": "Neue Tablets für alle Grundschulen."})
    return Ask(path={"post_id": post["id"]}, query={"from": 1, "to": 2})


@call
def get_timeline(scene, home, channel):
    return of_post(scene.draft(home, channel))


@call
def list_comments(scene, home, channel):
    post = scene.submitted(home, channel)
    scene.editor(home).post(f"/posts/{post['id']}/comments", {"text": "Bitte die Zahl prüfen."})
    return Ask(path={"post_id": post["id"]}, query={"limit": 1, "open": True})


@call
def list_readers(scene, home, channel):
    return of_post(scene.submitted(home, channel))


@call
def write_comment(scene, home, channel):
    text = "Neue Tablets für alle Schulen."
    passage = {"revision": 1, "begins": 0, "ends": len(text), "quote": text}
    body = {"text": "Bitte die Zahl ergänzen.", "passage": passage, "mentions": {"organisations": [home]}}
    return of_post(scene.submitted(home, channel), body, **keyed())


@call
def edit_comment(scene, home, channel):
    body = {"text": "Bitte die Zahl und das Datum prüfen."}
    return Ask(path={"comment_id": scene.comment(home)}, header=keyed(), body=body)


@call
def resolve_comment(scene, home, channel):
    return Ask(path={"comment_id": scene.comment(home)}, header=keyed())


@call
def reopen_comment(scene, home, channel):
    comment_id = scene.comment(home)
    scene.editor(home).post(f"/comments/{comment_id}/resolve")
    return Ask(path={"comment_id": comment_id}, header=keyed())


@call
def check_post(scene, home, channel):
    return of_post(scene.draft(home, channel))


@call
def check_text(scene, home, channel):
    return Ask(header=keyed(), body={"text": "Die Ministerin übergab einen Förderbescheid."})


@call
def list_check_runs(scene, home, channel):
    return of_post(scene.submitted(home, channel))


@call
def list_check_rules(scene, home, channel):
    return Ask()


@call
def tune_check_rule(scene, home, channel):
    body = {"on": True, "number": 4, "reason": "Vier sind für unsere Kanäle genug."}
    return Ask(path={"rule": "hashtags"}, header=keyed(), body=body)


@call
def count_check_hits(scene, home, channel):
    return Ask(query={"days": 30})


@call
def submit_post(scene, home, channel):
    return of_post(scene.draft(home, channel), {"neutrality_declared": True}, **keyed())


@call
def withdraw_post(scene, home, channel):
    return of_post(scene.submitted(home, channel), {"reason": "Der Termin ist verschoben."}, **keyed())


@call
def list_queue(scene, home, channel):
    post = scene.submitted(home, channel, scene.earlier_time())
    return Ask(query={"limit": 1, "organisation": home, "claimed_by": "nobody"}, shows=post["id"])


@call
def count_queue(scene, home, channel):
    return Ask()


@call
def approve_posts(scene, home, channel):
    post = scene.submitted(home, channel)
    for approver in (scene.person("desk1"), scene.lead(home)):
        approver.get(f"/posts/{post['id']}")
    item = {"post_id": post["id"], "revision_sha256": post["revision"]["sha256"]}
    return Ask(header=keyed(), body={"items": [item]}, shows='"approved":true')


@call
def list_grounds(scene, home, channel):
    return Ask()


@call
def approve_post(scene, home, channel):
    post = scene.submitted(home, channel)
    return of_post(post, {"revision_sha256": post["revision"]["sha256"]}, **keyed())


@call
def request_changes(scene, home, channel):
    body = {"ground": "factual", "reason": "Bitte den Termin ergänzen."}
    return of_post(scene.submitted(home, channel), body, **keyed())


@call
def reject_post(scene, home, channel):
    body = {"ground": "duplicate", "reason": "Das ist gestern schon erschienen."}
    return of_post(scene.submitted(home, channel), body, **keyed())


@call
def claim_post(scene, home, channel):
    return of_post(scene.submitted(home, channel), {"take_over": False}, **keyed())


@call
def unclaim_post(scene, home, channel):
    return of_post(scene.submitted(home, channel), **keyed())


@call
def list_deliveries(scene, home, channel):
    at = scene.earlier_time()
    post = scene.draft(home, channel, at)
    query = {"limit": 1, "state": "proposed", "channel": scene.channel_id(channel), "from": at}
    return Ask(query=query, shows=only(post)["id"])


@call
def get_delivery(scene, home, channel):
    return of_delivery(scene.draft(home, channel))


@call
def get_delivery_image(scene, home, channel):
    image = scene.image(home)
    post = scene.draft(home, channel, media=[{"id": image["id"]}])
    return Ask(path={"delivery_id": only(post)["id"], "sha256": image["sha256"]})


@call
def reschedule_delivery(scene, home, channel):
    return of_delivery(scene.approved(home, channel), {"due_at": soon(DUE)}, **keyed())


@call
def cancel_delivery(scene, home, channel):
    return of_delivery(scene.approved(home, channel), {"reason": "Der Termin ist verschoben."}, **keyed())


@call
def hold_delivery(scene, home, channel):
    return of_delivery(scene.approved(home, channel), {"reason": "Bitte noch einmal prüfen."}, **keyed())


@call
def release_delivery(scene, home, channel):
    post = scene.held(home, channel)
    body = {"revision_sha256": post["revision"]["sha256"], "due_at": soon(DUE)}
    return of_delivery(post, body, **keyed())


@call
def take_down_delivery(scene, home, channel):
    return of_delivery(scene.sent(home, channel), {"reason": "Die Angaben waren falsch."}, **keyed())


@call
def resolve_delivery(scene, home, channel):
    body = {
        "outcome": "there",
        "reason": "Ich habe den Beitrag auf dem Kanal gesehen.",
        "remote_url": f"https://www.facebook.example/land/{uuid4()}",
    }
    return of_delivery(scene.in_a_hand(home, channel), body, **keyed())


@call
def post_delivery_by_hand(scene, home, channel):
    return of_delivery(scene.for_a_hand(home, channel), **keyed())


@call
def confirm_delivery_removal(scene, home, channel):
    return of_delivery(scene.removing_by_hand(home, channel), {"reason": "Von Hand gelöscht."}, **keyed())


@call
def serve_channel_by_hand(scene, home, channel):
    return Ask(path={"channel_id": scene.empty_channel(home)})


NOTICE = {
    "ground": "party_political",
    "quote": "Mehr dazu auf dem Landesportal.",
    "remedy": "Bitte den Verweis auf die Parteiseite entfernen.",
}


@call
def open_takedown(scene, home, channel):
    kind = "removal" if channel == CENTRAL else "notice_only"
    body = {"post_id": scene.sent(home, channel)["id"], "kind": kind, "deadline_at": soon(3600)} | NOTICE
    return Ask(header=keyed(), body=body)


@call
def list_takedowns(scene, home, channel):
    case = scene.takedown(home, channel)
    return Ask(query={"limit": 1, "state": "open"}, shows=case["id"])


@call
def get_takedown(scene, home, channel):
    return of_takedown(scene.takedown(home, channel))


@call
def respond_to_takedown(scene, home, channel):
    body = {"answer": "object", "statement": "Der Verweis führt auf eine amtliche Seite."}
    return of_takedown(scene.takedown(home, channel), body, **keyed())


@call
def execute_takedown(scene, home, channel):
    return of_takedown(scene.ready_takedown(home, channel), {}, **keyed())


@call
def close_takedown(scene, home, channel):
    return of_takedown(scene.takedown(home, channel), {"outcome": "corrected"}, **keyed())


@call
def revoke_takedown(scene, home, channel):
    body = {"reason": "Die Seite ist amtlich; das Bedenken ist ausgeräumt."}
    return of_takedown(scene.takedown(home, channel), body, **keyed())


@call
def get_post_record(scene, home, channel):
    return Ask(path={"post_id": scene.draft(home, channel)["id"]}, query={"format": "json"})


@call
def copy_post(scene, home, channel):
    return of_post(scene.sent(home, channel), {"corrects": True, "proposed_at": soon(DUE)}, **keyed())


@call
def list_findings(scene, home, channel):
    finding = scene.finding()
    return Ask(query={"limit": 1, "state": "open"}, shows=finding["id"])


def of_theme(scene, home, body=None, **header):
    return Ask(path={"theme_id": scene.theme(home)}, body=body, header=header)


def of_contribution(scene, home, body=None):
    return Ask(path={"contribution_id": scene.contribution(home)}, body=body)


@call
def list_themes(scene, home, channel):
    return Ask(query={"limit": 1, "kind": "event"}, shows=scene.theme(home))


@call
def create_theme(scene, home, channel):
    return Ask(body=new_theme(scene.house(home)))


@call
def get_theme(scene, home, channel):
    return of_theme(scene, home)


@call
def change_theme(scene, home, channel):
    body = new_theme(scene.house(home)) | {"embargo_until": soon(8 * DUE)}
    return of_theme(scene, home, body, **{"If-Match": "*"})


@call
def withdraw_theme(scene, home, channel):
    return of_theme(scene, home, {"reason": "Der Termin entfällt."})


@call
def list_theme_comments(scene, home, channel):
    ask = of_theme(scene, home)
    scene.person("desk1").post(f"/themes/{ask.path['theme_id']}/comments", {"text": "Wer liefert Bilder?"})
    return ask


@call
def comment_theme(scene, home, channel):
    return of_theme(scene, home, {"text": "Bitte erst nach den Ferien.", "decision": "deferred"})


@call
def assign_theme(scene, home, channel):
    return of_post(scene.draft(home), {"theme_id": scene.theme(home, embargo_until=None)})


@call
def import_file(scene, home, channel):
    content = f"Titel;Art;Federführung\nDigitalpakt {uuid4()};Serie;{home}\n".encode()
    return Ask(content=content, header={"Content-Type": "application/octet-stream"})


@call
def get_radar(scene, home, channel):
    return Ask(query={"since": "2037-03-01", "until": "2037-03-31"})


@call
def list_contributions(scene, home, channel):
    return Ask(query={"limit": 1, "state": "open"}, shows=scene.contribution(home))


@call
def ask_for_contribution(scene, home, channel):
    body = {"organisation_id": scene.house("MF"), "request": "Bitte drei Zahlen.", "due_at": soon(DUE)}
    return of_theme(scene, home, body)


@call
def answer_contribution(scene, home, channel):
    return of_contribution(scene, home, {"answer": "Die Zahlen stehen im Landesportal."})


@call
def decline_contribution(scene, home, channel):
    return of_contribution(scene, home, {"reason": "Dazu haben wir nichts."})


@call
def hand_over_contribution(scene, home, channel):
    return of_contribution(
        scene, home, {"organisation_id": scene.house("MF"), "reason": "Fachlich zuständig."}
    )


@call
def withdraw_contribution(scene, home, channel):
    return of_contribution(scene, home)


@call
def list_occasions(scene, home, channel):
    return Ask(query={"since": "2037-03-01", "until": "2037-03-31"}, shows=scene.occasion())


@call
def enter_occasion(scene, home, channel):
    return Ask(body=new_occasion())


@call
def remove_occasion(scene, home, channel):
    return Ask(path={"occasion_id": scene.occasion()})


def of_package(scene, home, body=None, **header):
    return Ask(path={"package_id": scene.package(home)}, body=body, header=header)


@call
def list_packages(scene, home, channel):
    return Ask(query={"limit": 1}, shows=scene.package(home))


@call
def create_package(scene, home, channel):
    return Ask(body=scene.new_package(home))


@call
def get_package(scene, home, channel):
    return of_package(scene, home)


@call
def change_package(scene, home, channel):
    body = scene.new_package(home)
    del body["organisation_id"]
    return of_package(scene, home, body, **{"If-Match": "*"})


@call
def fire_package(scene, home, channel):
    return of_package(scene, home)


@call
def preflight_package(scene, home, channel):
    return of_package(scene, home)


@call
def cancel_package(scene, home, channel):
    return of_package(scene, home, {"reason": "Der Termin entfällt."})


@call
def list_press_connections(scene, home, channel):
    return Ask(shows=scene.press()["id"])


@call
def connect_press(scene, home, channel):
    return Ask(body={"name": "Pressedatenbank"})


@call
def disconnect_press(scene, home, channel):
    return Ask(path={"connection_id": scene.press()["id"]})


@call
def renew_press_secret(scene, home, channel):
    return Ask(path={"connection_id": scene.press()["id"]})


@call
def hear_press(scene, home, channel):
    return from_press(scene.press(), {"type": "press_release.published", "press_release": "PM 321/2026"})


def from_press(connection, body):
    """What a press database says, signed now."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    signed = sign([connection["secret"]], str(uuid4()), clock.now(), content)
    return Ask(path={"connection_id": connection["id"]}, header=signed, body=body)


@call
def end_finding(scene, home, channel):
    finding = scene.finding_to_decide()
    body = {"reason": "Der Beitrag stammt aus der verlorenen Stunde und bleibt stehen."}
    return Ask(path={"finding_id": finding["id"]}, header=keyed(), body=body)


@call
def list_elections(scene, home, channel):
    return Ask(query={"limit": 1}, shows=scene.election())


@call
def propose_election(scene, home, channel):
    return Ask(body=new_election())


@call
def confirm_election(scene, home, channel):
    return Ask(path={"election_id": scene.election()})


@call
def withdraw_election(scene, home, channel):
    return Ask(path={"election_id": scene.election()}, body={"reason": "Der Wahltag wurde verlegt."})


@call
def keep_election(scene, home, channel):
    return Ask(path={"election_id": scene.election_to_end()})


@call
def list_lexicon_versions(scene, home, channel):
    return Ask(query={"limit": 1, "is_open": True}, shows=scene.lexicon_change())


@call
def propose_lexicon_change(scene, home, channel):
    return Ask(body=new_lexicon_change())


@call
def get_lexicon_version(scene, home, channel):
    return Ask(path={"version_id": scene.lexicon_change()})


@call
def preview_lexicon_change(scene, home, channel):
    return Ask(path={"version_id": scene.lexicon_change()})


@call
def confirm_lexicon_change(scene, home, channel):
    return Ask(path={"version_id": scene.lexicon_change()})


@call
def withdraw_lexicon_change(scene, home, channel):
    return Ask(path={"version_id": scene.lexicon_change()}, body={"reason": "Die Quelle fehlt noch."})


@call
def list_lexicon_terms(scene, home, channel):
    return Ask(query={"limit": 1, "q": "@brandt"})


@call
def list_lexicon_cues(scene, home, channel):
    return Ask(query={"limit": 1, "q": "negation"})


@call
def approve_delivery_again(scene, home, channel):
    post = scene.approved_once(home, channel)
    return of_delivery(post, {"revision_sha256": post["revision"]["sha256"]}, **keyed())


@call
def list_stops(scene, home, channel):
    return Ask(query={"limit": 1})


@call
def set_stop(scene, home, channel):
    body = {
        "scope": "channel",
        "channel_id": scene.channel_id(channel),
        "reason": "Verdacht auf Fremdzugriff.",
    }
    return Ask(header=keyed(), body=body)


@call
def lift_stop(scene, home, channel):
    stop = scene.stopped(home, channel)
    return Ask(
        path={"stop_id": stop["id"]}, header=keyed(), body={"reason": "Der Verdacht hat sich erledigt."}
    )


@call
def list_restorations(scene, home, channel):
    scene.restored()
    return Ask(query={"limit": 1})


@call
def confirm_restoration(scene, home, channel):
    return Ask(
        path={"restoration_id": scene.restored()},
        header=keyed(),
        body={"reason": "Alle Kanäle verglichen, nichts fehlt."},
    )


def of_user(user_id, body=None, **header):
    return Ask(path={"user_id": user_id}, header=header, body=body)


@call
def ask_for_password(scene, home, channel):
    return Ask(body={"email": f"{home.lower()}@redaktion.example"})


@call
def choose_password_by_link(scene, home, channel):
    return Ask(body={"token": scene.link_token(), "password": "vier-worte-ohne-zusammenhang"})


@call
def invite_user(scene, home, channel):
    return Ask(path={"user_id": scene.account()})


@call
def list_users(scene, home, channel):
    return Ask(query={"limit": 1}, shows=scene.account())


@call
def create_user(scene, home, channel):
    return Ask(body=new_account())


@call
def create_service(scene, home, channel):
    return Ask(header=keyed(), body={"name": "Schulportal", "owner_id": scene.account()})


@call
def get_user(scene, home, channel):
    return of_user(scene.account())


@call
def edit_user(scene, home, channel):
    user_id = scene.account()
    etag = scene.person("admin").get(f"/users/{user_id}").headers["ETag"]
    return of_user(user_id, {"name": "Nele Neumann"}, **{"If-Match": etag})


@call
def lock_user(scene, home, channel):
    return of_user(scene.account(), {"reason": "Ausgeschieden."}, **keyed())


@call
def unlock_user(scene, home, channel):
    return of_user(scene.locked_account(), {"reason": "Zurückgekehrt."}, **keyed())


@call
def reset_password(scene, home, channel):
    return of_user(scene.account())


@call
def reset_second_factor(scene, home, channel):
    user_id = scene.account()
    return replace(of_user(user_id), beforehand=partial(plant_second_factors, user_id))


@call
def list_memberships(scene, home, channel):
    return Ask(query={"limit": 1, "organisation": "MB"}, shows=scene.membership())


@call
def create_membership(scene, home, channel):
    return Ask(header=keyed(), body=new_membership(scene.account()))


@call
def get_membership(scene, home, channel):
    return Ask(path={"membership_id": scene.membership()})


@call
def edit_membership(scene, home, channel):
    row_id = scene.membership()
    etag = scene.person("admin").get(f"/memberships/{row_id}").headers["ETag"]
    return Ask(path={"membership_id": row_id}, header={"If-Match": etag}, body={"can_approve": False})


@call
def end_membership(scene, home, channel):
    return Ask(path={"membership_id": scene.membership()})


@call
def list_notices(scene, home, channel):
    return Ask(query={"limit": 1, "unread": True}, shows=scene.notice(home))


@call
def read_notices(scene, home, channel):
    return Ask(header=keyed())


@call
def read_notice(scene, home, channel):
    return Ask(path={"notice_id": scene.notice(home)}, header=keyed())


@call
def get_notification_choice(scene, home, channel):
    return Ask()


@call
def choose_notifications(scene, home, channel):
    groups = {"decisions": "at_once", "deliveries": "digest", "channels": "in_app"}
    return Ask(body={"groups": groups, "digest_at": "07:30", "quiet_from": "20:00", "quiet_until": "06:30"})


@call
def list_hooks(scene, home, channel):
    return Ask(query={"limit": 1}, shows=scene.hook(home))


@call
def create_hook(scene, home, channel):
    return Ask(body=new_hook(home), afterwards=partial(forget_hooks, home))


@call
def get_hook(scene, home, channel):
    return Ask(path={"hook_id": scene.hook(home)})


@call
def edit_hook(scene, home, channel):
    body = {"name": "Lagezentrum", "groups": ["deliveries"], "paused": True}
    return Ask(path={"hook_id": scene.hook(home)}, header={"If-Match": "*"}, body=body)


@call
def delete_hook(scene, home, channel):
    return Ask(path={"hook_id": scene.hook(home)})


@call
def renew_hook_secret(scene, home, channel):
    return Ask(path={"hook_id": scene.hook(home)})


@call
def test_hook(scene, home, channel):
    return Ask(path={"hook_id": scene.hook(home)})


@call
def get_health(scene, home, channel):
    return Ask()


@call
def get_readiness(scene, home, channel):
    return Ask()


@call
def get_metrics(scene, home, channel):
    return Ask()


def take_down_what_is_on_its_way(scene, home, channel):
    post = scene.approved(home, channel)
    put_under_way(post, "sending")
    return of_delivery(post, {"reason": "Die Angaben waren falsch."}, **keyed())


def execute_what_is_on_its_way(scene, home, channel):
    post = scene.approved(home, channel)
    put_under_way(post, "sending")
    return of_takedown(scene.ready_takedown(home, channel, post), {}, **keyed())


def propose_as_a_channel_manager(scene, home, channel):
    ask = resolve_delivery(scene, home, channel)
    return replace(ask, header=ask.header | scene.person("kanal").headers)


def get_metrics_as_an_operator(scene, home, channel):
    return Ask(header={"Authorization": f"Bearer {FIGURES_TOKEN}"})


OTHERWISE = {
    "take_down_delivery": take_down_what_is_on_its_way,
    "execute_takedown": execute_what_is_on_its_way,
    "resolve_delivery": propose_as_a_channel_manager,
    "get_metrics": get_metrics_as_an_operator,
}
"""What succeeds in another way: with another status, or for somebody who has no role."""
