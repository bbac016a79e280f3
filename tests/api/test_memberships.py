"""Roles in organisations: given by admins, effective with the next request, on time for deputies and agencies."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from app import clock
from tests.api.parts import assert_problem, fetch, fingerprint, run
from tests.api.test_users import OWN, choose, enter, make, user_of
from tests.factories import API, Person

NOBODY = "01890000-0000-7000-8000-000000000000"


def today(days=0):
    return (clock.from_instant(clock.now()).wall.date() + timedelta(days=days)).isoformat()


@pytest.fixture
def admin(everyone):
    return everyone("admin")


@pytest.fixture
def newcomer(admin, visitor):
    """Somebody new without a role: the account, and how they sign in."""
    made = make(admin, "Nele Neu", f"{uuid4()}@redaktion.example")
    choose(enter(visitor, made["email"], made["initial_password"]), made["initial_password"], OWN)
    return made, lambda: enter(visitor, made["email"], OWN)


def give(admin, user, role, organisation="MB", **fields):
    return admin.post(
        "/memberships", {"user_id": user["id"], "organisation": organisation, "role": role} | fields
    )


def draft(organisation, *channels):
    deliveries = [{"channel_id": row, "proposed_at": "2031-01-01T00:00:00Z"} for row in channels]
    return {"organisation": organisation, "title": "T", "text": "T", "deliveries": deliveries}


@pytest.mark.req("AZ-04")
@pytest.mark.req("AU-06")
@pytest.mark.req("AU-08")
def test_a_role_counts_from_the_next_sign_in_and_ends_with_the_next_request(admin, newcomer):
    user, sign_in = newcomer
    person = sign_in()
    assert_problem(person.post("/posts", draft("MB")), 403, "not-allowed")
    given = give(admin, user, "ministry_editor")
    assert (given.status_code, given.json()["organisation"]) == (201, "MB")
    assert_problem(person.get("/me"), 401, "not-signed-in")
    person = sign_in()
    assert person.post("/posts", draft("MB")).status_code == 201
    assert_problem(person.post("/posts", draft("MW")), 403, "not-allowed")
    path = f"/memberships/{given.json()['id']}"
    assert admin.patch(path, {"valid_to": today(-1)}).status_code == 200
    assert_problem(person.get("/me"), 401, "not-signed-in")
    assert sign_in().get("/me").json()["roles"] == []
    assert admin.patch(path, {"valid_to": None}).json()["valid_to"] is None
    person = sign_in()
    assert person.post("/posts", draft("MB")).status_code == 201
    assert admin.delete(path).status_code == 204
    assert_problem(person.get("/posts"), 401, "not-signed-in")
    assert_problem(sign_in().post("/posts", draft("MB")), 403, "not-allowed")
    events = fetch("select action from event where object_id = :id order by id", id=given.json()["id"])
    assert [row.action for row in events] == [
        "membership.add",
        "membership.change",
        "membership.change",
        "membership.end",
    ]


@pytest.mark.req("AU-09")
def test_roles_need_a_recent_sign_in(admin, visitor, newcomer):
    user, _ = newcomer
    given = give(admin, user, "ministry_editor").json()
    stale = Person(visitor, "admin")
    run(
        "update sign_in set issued_at = issued_at - interval '301 seconds' where id = "
        "(select id from sign_in order by id desc limit 1)"
    )
    before = fingerprint()
    path = f"/memberships/{given['id']}"
    for answer in (
        give(stale, user, "ministry_lead"),
        stale.patch(path, {"can_approve": True}),
        stale.delete(path),
        stale.post(f"/users/{user['id']}/reset-password"),
        stale.post(f"/users/{user['id']}/unlock", {"reason": "x"}),
    ):
        assert_problem(answer, 403, "reauth-required")
    assert fingerprint() == before
    assert stale.post(f"/users/{user['id']}/lock", {"reason": "Es eilt"}).status_code == 200


@pytest.mark.parametrize(
    ("role", "fields", "field", "key"),
    [
        ("service", {}, "role", "role-for-services"),
        ("king", {}, "role", "enum"),
        ("ministry_lead", {"can_approve": True}, "can_approve", "approver-role"),
        ("ministry_lead", {"channel_ids": ["PORTAL"]}, "channel_ids", "channels-role"),
        ("channel_manager", {"channel_ids": [NOBODY]}, "channel_ids.0", "channel-unknown"),
        (
            "ministry_lead",
            {"valid_from": "2030-02-01", "valid_to": "2030-01-31"},
            "valid_to",
            "period-reversed",
        ),
        ("ministry_lead", {"valid_from": "bald"}, "valid_from", "date-from-datetime-parsing"),
        ("ministry_lead", {"organisation": "Hogwarts"}, "organisation", "organisation-unknown"),
        ("ministry_lead", {"user_id": NOBODY}, "user_id", "user-unknown"),
        ("ministry_lead", {"deputy_for_id": "LEAD"}, "valid_to", "missing"),
        (
            "ministry_lead",
            {"deputy_for_id": NOBODY, "valid_to": "2030-01-01"},
            "deputy_for_id",
            "deputy-without-role",
        ),
        ("agency", {"channel_ids": ["PORTAL"]}, "valid_to", "missing"),
        ("agency", {"valid_to": "LATE"}, "valid_to", "agency-term"),
        ("agency", {"valid_to": "SOON", "can_approve": True}, "can_approve", "approver-role"),
    ],
)
def test_a_role_that_cannot_be_is_refused(admin, newcomer, role, fields, field, key):
    user, _ = newcomer
    known = {"PORTAL": admin.channel("Landesportal"), "LATE": today(367), "SOON": today(30)}
    known["LEAD"] = user_of(admin, "mb.lead@redaktion.example")["id"]
    fields = {
        name: [known.get(row, row) for row in value]
        if isinstance(value, list)
        else known.get(str(value), value)
        for name, value in fields.items()
    }
    told = assert_problem(give(admin, user, role, **fields), 422, key)
    assert [issue["field"] for issue in told["issues"]] == [field]


def test_a_role_is_held_once_in_an_organisation(admin, newcomer):
    user, _ = newcomer
    assert give(admin, user, "ministry_lead").status_code == 201
    assert_problem(give(admin, user, "ministry_lead"), 422, "membership-doubled")
    assert give(admin, user, "ministry_lead", "MW").status_code == 201
    assert give(admin, user, "ministry_editor").status_code == 201


@pytest.mark.req("AU-12")
def test_a_deputy_acts_under_their_own_name_until_the_last_day(admin, newcomer, everyone):
    user, sign_in = newcomer
    lead = user_of(admin, "mb.lead@redaktion.example")
    given = give(
        admin, user, "ministry_lead", deputy_for_id=lead["id"], valid_from=today(), valid_to=today(1)
    ).json()
    assert (given["deputy_for_id"], given["user"]) == (lead["id"], user["name"])
    deputy = sign_in()
    assert deputy.get("/me").json()["roles"] == [
        {"role": "ministry_lead", "organisation": "MB", "deputy_for": lead["name"]}
    ]
    channel = ("Konsole MB",)
    of_lead = everyone("mb.lead").submit(everyone("mb.lead").write(channels=channel))
    scheduled = deputy.approve(of_lead)
    told = deputy.get(f"/posts/{scheduled['id']}/timeline").json()["items"]
    assert {row["actor"] for row in told if row["action"] == "post.approve"} == {user["name"]}
    other = everyone("mb").submit(everyone("mb").write(channels=channel))
    run(
        "update membership set valid_from = current_date - 9, valid_to = current_date - 2 where id = :id",
        id=given["id"],
    )
    assert_problem(deputy.get(f"/posts/{other['id']}"), 404, "not-found")
    assert_problem(deputy.post("/posts", draft("MB")), 403, "not-allowed")
    of_deputy = {"deputy_for_id": user["id"], "valid_to": today(1)}
    desk = user_of(admin, "ms@redaktion.example")
    assert_problem(give(admin, desk, "ministry_lead", **of_deputy), 422, "deputy-without-role")
    with pytest.raises(IntegrityError, match="a_deputy_has_an_end"):
        run("update membership set valid_to = null where id = :id", id=given["id"])


@pytest.mark.req("AZ-07")
def test_an_agency_works_on_named_channels_for_a_time_and_never_approves(admin, newcomer, everyone):
    user, sign_in = newcomer
    own, portal, other = (admin.channel(name) for name in ("Konsole MB", "Landesportal", "Konsole MW"))
    terms = {"channel_ids": [own, portal], "valid_to": today(365)}
    given = give(admin, user, "agency", **terms).json()
    assert sorted(given["channel_ids"]) == sorted([own, portal])
    agency, mb = sign_in(), everyone("mb")
    mine = agency.write(channels=["Konsole MB"])
    assert agency.patch(f"/posts/{mine['id']}", {"title": "Anders"}).status_code == 200
    for_all = agency.write(channels=["Konsole MB", "Landesportal"])
    theirs, elsewhere = mb.write(channels=["Konsole MB"]), mb.write(channels=())
    listed = {row["id"] for row in agency.get("/posts", limit=100).json()["items"]}
    assert {mine["id"], for_all["id"], theirs["id"]} <= listed
    assert elsewhere["id"] not in listed
    assert_problem(agency.get(f"/posts/{elsewhere['id']}"), 404, "not-found")
    assert_problem(agency.post("/posts", draft("MB")), 403, "not-allowed")
    assert_problem(agency.post("/posts", draft("MB", other)), 403, "not-allowed")
    assert_problem(agency.post("/posts", draft("MW", own)), 403, "not-allowed")
    assert_problem(agency.post(f"/posts/{for_all['id']}/submit"), 403, "not-allowed")
    submitted = agency.submit(agency.read(mine))
    assert_problem(
        agency.post(f"/posts/{mine['id']}/approve", {"revision_sha256": submitted["revision"]["sha256"]}),
        403,
        "not-allowed",
    )
    assert_problem(agency.post(f"/posts/{mine['id']}/withdraw"), 403, "not-allowed")
    assert everyone("mb.lead").approve(submitted)["state"] == "scheduled"
    assert admin.patch(f"/memberships/{given['id']}", {"channel_ids": [portal]}).json()["channel_ids"] == [
        portal
    ]
    assert_problem(sign_in().get(f"/posts/{theirs['id']}"), 404, "not-found")
    run("update membership set valid_to = current_date - 2 where id = :id", id=given["id"])
    assert sign_in().get("/me").json()["roles"] == []
    with pytest.raises(IntegrityError, match="an_agency_has_an_end"):
        run("update membership set valid_to = null where id = :id", id=given["id"])
    with pytest.raises(IntegrityError, match="an_agency_has_an_end"):
        run("update membership set can_approve = true where id = :id", id=given["id"])


def test_an_agency_cannot_take_a_post_to_a_channel_that_is_not_named(admin, newcomer):
    user, sign_in = newcomer
    give(admin, user, "agency", channel_ids=[admin.channel("Konsole MB")], valid_to=today(30))
    agency = sign_in()
    mine = agency.write(channels=["Konsole MB"])
    elsewhere = {"channel_id": admin.channel("Landesportal"), "proposed_at": "2031-01-01T00:00:00Z"}
    assert_problem(agency.patch(f"/posts/{mine['id']}", {"deliveries": [elsewhere]}), 403, "not-allowed")
    assert_problem(agency.patch(f"/posts/{mine['id']}", {"deliveries": []}), 403, "not-allowed")


def test_a_channel_manager_is_entrusted_with_channels(admin, newcomer):
    user, sign_in = newcomer
    portal = admin.channel("Landesportal")
    given = give(admin, user, "channel_manager", "StK", channel_ids=[portal, portal])
    assert given.json()["channel_ids"] == [portal]
    assert sign_in().get("/me").json()["roles"][0]["role"] == "channel_manager"


@pytest.mark.req("LI-05")
def test_a_role_is_changed_by_whoever_saw_it(admin, newcomer):
    user, _ = newcomer
    given = give(admin, user, "ministry_editor")
    path, seen = f"/memberships/{given.json()['id']}", given.headers["ETag"]
    assert given.headers["location"] == API + path
    assert admin.get(path).headers["ETag"] == seen
    assert_problem(admin.client.patch(API + path, json={"can_approve": True}, headers=admin.headers), 428)
    changed = admin.patch(path, {"can_approve": True}, if_match=seen)
    assert changed.json() == given.json() | {"can_approve": True}
    assert_problem(admin.patch(path, {"can_approve": False}, if_match=seen), 412, "stale")
    for field in ("role", "user_id", "organisation", "deputy_for_id"):
        assert_problem(admin.patch(path, {field: "x"}), 422, "unknown-field")


@pytest.mark.req("AZ-06")
def test_only_admins_see_and_give_roles(everyone, admin, newcomer):
    user, _ = newcomer
    given = give(admin, user, "ministry_editor").json()
    others = [everyone(name) for name in ("mb", "mb.lead", "desk1", "kanal", "revision")]
    before = fingerprint()
    for person in others:
        for known in (given["id"], NOBODY):
            for answer in (
                person.get("/memberships"),
                person.get(f"/memberships/{known}"),
                give(person, user, "ministry_lead"),
                person.patch(f"/memberships/{known}", {"can_approve": True}, if_match="*"),
                person.delete(f"/memberships/{known}"),
            ):
                assert_problem(answer, 403, "not-allowed")
    assert fingerprint() == before
    assert_problem(admin.get(f"/memberships/{NOBODY}"), 404, "not-found")
    assert_problem(admin.delete(f"/memberships/{NOBODY}"), 404, "not-found")


def test_roles_are_listed_by_person_organisation_and_kind(admin, newcomer):
    user, _ = newcomer
    made = [give(admin, user, "ministry_editor", name).json()["id"] for name in ("MB", "MW", "MI")][::-1]

    def listed(**query):
        return [row["id"] for row in admin.get("/memberships", limit=100, **query).json()["items"]]

    assert listed(user_id=user["id"]) == made
    assert listed(user_id=user["id"], organisation="MW") == [made[1]]
    assert listed(user_id=user["id"], role="ministry_lead") == []
    page = admin.get("/memberships", user_id=user["id"], limit=2).json()
    rest = admin.get("/memberships", user_id=user["id"], limit=2, after=page["next"]).json()
    assert [row["id"] for row in page["items"] + rest["items"]] == made
