import shutil
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from app.loading.register import load_register
from app.loading.rows import RegisterFaultsError
from app.models.channel import (
    ApprovalMode,
    Channel,
    ChannelScope,
    ChannelState,
    ChannelStatus,
    Idempotency,
    Platform,
)
from app.models.organisation import Organisation
from app.queries.register_findings import RegisterRule, find_register_findings

FOLDER = Path(__file__).parents[2] / "data" / "sachsen-anhalt"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "register")


@pytest.fixture
def loaded(session, folder):
    report = load_register(session, folder, environment="test")
    session.expire_all()
    return report


@pytest.fixture
def statements(session):
    """Return a list to which every statement from now on is added."""
    seen = []
    event.listen(session.connection(), "before_cursor_execute", lambda *call: seen.append(call[2]))
    return seen


def change(folder, file, old, new):
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def channel(session, number):
    return session.scalars(select(Channel).where(Channel.source_key == f"D7-4655-{number:02}")).one()


def organisation(session, abbreviation):
    return session.scalars(select(Organisation).where(Organisation.abbreviation == abbreviation)).one()


def test_an_empty_database_gets_the_whole_register(session, loaded):
    counts = [loaded.organisations, loaded.names, loaded.platforms, loaded.channels]
    assert [(count.created, count.changed, count.unchanged) for count in counts] == [
        (23, 0, 0),
        (33, 0, 0),
        (17, 0, 0),
        (52, 0, 0),
    ]
    assert not loaded.is_unchanged
    assert session.scalar(select(func.count()).select_from(Channel)) == 52
    assert session.scalar(select(func.count()).select_from(ChannelStatus)) == 57


@pytest.mark.usefixtures("loaded")
def test_a_second_load_changes_nothing_and_says_so(session, folder, statements):
    report = load_register(session, folder, environment="other")
    assert report.is_unchanged
    assert report.kept == []
    assert str(report).splitlines() == [
        "Organisationen: 0 angelegt, 0 geändert, 23 unverändert",
        "Namen: 0 angelegt, 0 geändert, 33 unverändert",
        "Plattformen: 0 angelegt, 0 geändert, 17 unverändert",
        "Kanäle: 0 angelegt, 0 geändert, 52 unverändert",
        "Kosten: 0 angelegt, 0 geändert, 68 unverändert",
        "Personal: 0 angelegt, 0 geändert, 26 unverändert",
        "Strategien: 0 angelegt, 0 geändert, 19 unverändert",
        "Stände der Kanäle: 0 angelegt, 0 geändert, 13 unverändert",
        "Gedruckte Abkürzungen: 0 angelegt, 0 geändert, 14 unverändert",
        "Es war nichts zu ändern.",
    ]
    assert not [statement for statement in statements if statement.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert channel(session, 2).environment == "test"


@pytest.mark.usefixtures("loaded")
def test_organisations_form_a_tree_with_answers(session):
    assert organisation(session, "IMG / Tourismus").parent.parent is organisation(session, "MW")
    assert organisation(session, "StK").is_lead
    assert organisation(session, "MJ").answer == "entfällt"
    assert organisation(session, "MI").answer is None


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("abbreviation", "name", "number"),
    [
        ("MULE", "Ministerium für Umwelt, Energie und Landwirtschaft", 2),
        ("MS", "Ministerium für Arbeit, Soziales und Integration", 3),
        ("MI", "Ministerium für Inneres und Sport", 2),
        ("StK", "Staatskanzlei und Ministerium für Kultur", 2),
    ],
)
def test_the_name_of_the_list_is_the_current_one(session, abbreviation, name, number):
    assert organisation(session, abbreviation).name == name
    assert len(organisation(session, abbreviation).names) == number


@pytest.mark.usefixtures("loaded")
def test_the_name_of_the_list_stays_current_when_its_row_is_written_again(session, folder):
    change(folder, "organisations.csv", 'Seite 9"\nMW', 'Seiten 9 und 12"\nMW')
    report = load_register(session, folder, environment="test")
    assert (report.organisations.changed, report.names.changed) == (1, 1)
    session.expire_all()
    assert organisation(session, "MULE").name == "Ministerium für Umwelt, Energie und Landwirtschaft"


@pytest.mark.usefixtures("loaded")
def test_a_new_name_with_a_day_becomes_the_current_one(session, folder):
    with (folder / "organisation_names.csv").open("a", encoding="utf-8") as file:
        file.write("MULE,Ministerium für alles Grüne,2021-09-16,,Beschluss\n")
    report = load_register(session, folder, environment="test")
    assert (report.names.created, report.names.unchanged) == (1, 33)
    session.expire_all()
    assert organisation(session, "MULE").name == "Ministerium für alles Grüne"


@pytest.mark.usefixtures("loaded")
def test_central_channels_are_approved_centrally_and_others_by_their_ministry(session):
    modes = {(row.scope, row.approval_mode) for row in session.scalars(select(Channel))}
    assert modes == {
        (ChannelScope.CENTRAL, ApprovalMode.CENTRAL),
        (ChannelScope.OWN, ApprovalMode.MINISTRY),
    }


@pytest.mark.usefixtures("loaded")
def test_imported_channels_are_waived_unconnected_and_of_this_environment(session):
    for row in session.scalars(select(Channel)):
        assert (row.waiver, row.idempotency, row.environment, row.is_demo) == (
            "imported",
            None,
            "test",
            False,
        )


@pytest.mark.usefixtures("loaded")
def test_a_channel_without_a_history_gets_its_only_state(session):
    (step,) = channel(session, 7).history
    assert (step.position, step.state, step.since, step.reason) == (1, ChannelState.ACTIVE, "2019-06", None)


@pytest.mark.usefixtures("loaded")
def test_a_channel_with_a_history_keeps_each_step(session):
    assert [(step.state, step.since, step.reason) for step in channel(session, 28).history] == [
        (ChannelState.RESERVED, "2016-09", "geblockt"),
        (ChannelState.ACTIVE, "2019-03", None),
    ]
    ended = channel(session, 34)
    assert (ended.state, ended.until) == (ChannelState.DISCONTINUED, "2019-04")
    assert ended.history[-1].reason == ended.end_reason


@pytest.mark.usefixtures("loaded")
def test_a_corrected_file_changes_only_what_it_corrects(session, folder):
    change(folder, "channels.csv", "instragram.com/umwelt", "instagram.com/umwelt")
    change(folder, "platforms.csv", "Twitter,280", "X,280")
    report = load_register(session, folder, environment="test")
    assert (report.channels.changed, report.channels.unchanged) == (1, 51)
    assert (report.platforms.changed, report.platforms.unchanged) == (1, 16)
    session.expire_all()
    assert channel(session, 25).url == "https://instagram.com/umwelt.lsa/"
    assert session.get(Platform, "twitter").name == "X"


@pytest.mark.usefixtures("loaded")
def test_operational_columns_are_never_overwritten(session, folder):
    connected = channel(session, 2)
    connected.access_ok = False
    connected.idempotency = Idempotency.KEY
    connected.min_gap_s = 60
    connected.approval_mode = ApprovalMode.MINISTRY
    session.flush()
    assert load_register(session, folder, environment="other").is_unchanged
    session.expire_all()
    assert not connected.access_ok
    assert (connected.idempotency, connected.min_gap_s) == (Idempotency.KEY, 60)
    assert (connected.environment, connected.approval_mode) == ("test", ApprovalMode.MINISTRY)


@pytest.mark.usefixtures("loaded")
def test_a_channel_ended_in_the_system_stays_ended(session, folder):
    ended = channel(session, 3)
    ended.state = ChannelState.DEACTIVATED
    ended.until = "2026-02"
    ended.end_reason = "Amtsende"
    ended.history.append(ChannelStatus(position=2, state=ended.state, since="2026-02", reason="Amtsende"))
    session.flush()
    report = load_register(session, folder, environment="test")
    assert report.is_unchanged
    assert report.kept == [
        (
            "Twitter @MP_Haseloff: Stand und Verlauf bleiben, wie sie im System stehen („deactivated“); "
            "die Dateien sagen „active“."
        )
    ]
    session.expire_all()
    assert (ended.state, ended.until, len(ended.history)) == (ChannelState.DEACTIVATED, "2026-02", 2)


@pytest.mark.usefixtures("loaded")
def test_an_end_that_the_files_learn_of_is_added_to_the_history(session, folder):
    change(folder, "channels.csv", "seit 2015,2015,,active,", "2015-2021,2015,2021,deactivated,Amtsende")
    with (folder / "channel_history.csv").open("a", encoding="utf-8") as file:
        file.write("D7-4655-03,active,2015,\nD7-4655-03,deactivated,2021,Amtsende\n")
    report = load_register(session, folder, environment="test")
    assert (report.channels.changed, report.kept) == (1, [])
    session.expire_all()
    ended = channel(session, 3)
    assert (ended.state, ended.until, ended.end_reason) == (ChannelState.DEACTIVATED, "2021", "Amtsende")
    assert [step.position for step in ended.history] == [1, 2]


def test_one_fault_anywhere_and_nothing_is_written(session, folder):
    change(folder, "channel_history.csv", "D7-4655-34", "D7-4655-99")
    with pytest.raises(RegisterFaultsError):
        load_register(session, folder, environment="test")
    assert session.scalar(select(func.count()).select_from(Organisation)) == 0


@pytest.mark.usefixtures("loaded")
def test_six_channels_do_not_add_up(session):
    findings = [row for row in find_register_findings(session) if row.rule is RegisterRule.CHANNEL]
    assert [(finding.key, finding.organisation) for finding in findings] == [
        ("D7-4655-25", "MULE"),
        ("D7-4655-38", "IMG / Kreativwirtschaft"),
        ("D7-4655-39", "IMG / Kreativwirtschaft"),
        ("D7-4655-43", "IMG / Tourismus"),
        ("D7-4655-48", "NASA GmbH"),
        ("D7-4655-49", "NASA GmbH"),
    ]
    assert findings[0].sentence == (
        "Die Adresse „https://instragram.com/umwelt.lsa/“ passt nicht zur Plattform Instagram."
    )
    assert findings[1].sentence == "Der Kanal ist aktiv, aber es fehlt, seit wann."
    assert findings[1].source == "Drucksache 7/4655, Seite 6"


@pytest.mark.usefixtures("loaded")
def test_an_end_without_date_and_reason_is_two_findings(session):
    ended = channel(session, 34)
    ended.until = None
    ended.end_reason = None
    session.flush()
    sentences = [
        finding.sentence for finding in find_register_findings(session) if finding.key == "D7-4655-34"
    ]
    assert sentences == [
        "Der Kanal ist beendet, aber der Grund fehlt.",
        "Der Kanal ist beendet, aber es fehlt, seit wann.",
    ]


@pytest.mark.usefixtures("loaded")
def test_demo_channels_are_not_looked_into(session):
    channel(session, 38).is_demo = True
    session.flush()
    assert "D7-4655-38" not in {finding.key for finding in find_register_findings(session)}
