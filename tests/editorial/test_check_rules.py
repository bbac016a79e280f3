"""The rules on the pegboard: what each points at, what it leaves alone, and where the passage stands."""

from datetime import UTC, date, datetime, timedelta

import pytest
from uuid_utils.compat import uuid7

from app.editorial.checks import BY_ID, RULES, Facts, Period, run_checks
from app.editorial.checks.results import Tuning, find_results, usual_tuning
from app.messages import REFUSALS, explain
from app.messages.checks import RULES as WORDS
from app.models import Channel, Platform, Rendering, Revision, Variant
from app.models.channel import ChannelScope, ChannelState
from app.models.check import CheckLevel

NOON = datetime(2026, 12, 1, 11, tzinfo=UTC)


def channel(label="Konsole", *, slug="console", state=ChannelState.ACTIVE, gap=0, scope=ChannelScope.OWN):
    row = Channel(id=uuid7(), label=label, platform_slug=slug, state=state, min_gap_s=gap, scope=scope)
    row.platform = Platform(slug=slug, name=slug)
    return row


def rendering(on, text=None, *, at=NOON):
    row = Rendering(text=text, proposed_at=at, proposed_wall=(at + timedelta(hours=1)).replace(tzinfo=None))
    row.variant = Variant(channel=on)
    return row


def found(rule, text="", *renderings, number=None, facts=None, **fields):
    """What one rule points at."""
    tuning = usual_tuning(BY_ID[rule])
    tuned = {} if number is None else {rule: Tuning(is_on=True, level=tuning.level, number=number)}
    return [
        row.issue
        for row in find_results(
            [BY_ID[rule]], Revision(text=text, media=[], **fields), renderings, facts or Facts(), tuned
        )
    ]


def quotes(rule, text, **more):
    issues = found(rule, text, **more)
    for issue in issues:
        assert text[issue.context["start"] : issue.context["end"]] == issue.context["quote"]
    return [issue.context["quote"] for issue in issues]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Der Minister übergab einen Förderbescheid über 2 Mio. Euro.", "übergab einen Förderbescheid"),
        ("😀 Heute: Übergabe des Fördermittelbescheides in Stendal", "Übergabe des Fördermittelbescheides"),
        ("Sie überreichte einen Scheck über 500 Euro.", "überreichte einen Scheck"),
        (
            "Zuwendungsbescheid an die Stadt Halle ausgehändigt.",
            "Zuwendungsbescheid an die Stadt Halle ausgehändigt",
        ),
        ("Fotos von der Scheckübergabe.", "Scheckübergabe"),
        (
            "Dr. Muster hat die Bescheide über die Förderung übergeben.",
            "Bescheide über die Förderung übergeben",
        ),
    ],
)
def test_handing_over_a_funding_notice_is_found_where_it_stands(text, quote):
    assert quotes("funding-notice", text) == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "Förderanträge sind ab Montag möglich. Der Bescheid kommt per Post.",
        "Der Minister übergab das Gebäude an die Feuerwehr.",
        "Eltern bekommen den Bescheid über die Schulplätze im Mai.",
        "Bescheiden und übergeben klingt nur ähnlich.",
    ],
)
def test_other_news_of_funding_is_left_alone(text):
    assert quotes("funding-notice", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ministerin Dr. Muster besuchte heute die Grundschule in Genthin.",
        "Der Staatssekretär war zu Gast beim Handwerk. Vielen Dank für den herzlichen Empfang und die Gespräche!",
        "Antrittsbesuch des Ministerpräsidenten in Wernigerode.",
    ],
)
def test_an_appointment_without_a_message_is_found(text):
    assert len(quotes("appointment", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ministerin Muster besuchte die Schule. Ab August bekommen alle Kinder dort ein kostenloses Mittagessen.",
        "Besuchen Sie das Landesmuseum: Am Sonntag ist der Eintritt frei.",
        "Das Ministerium besuchte niemand.",
    ],
)
def test_an_appointment_with_a_message_and_other_visits_are_left_alone(text):
    assert quotes("appointment", text) == []


def test_how_many_words_make_a_message_is_the_rules_number():
    text = "Die Ministerin besuchte die Schule. Essen wird dort kostenlos."
    assert len(quotes("appointment", text)) == 1
    assert quotes("appointment", text, number=4) == []


def test_hashtags_beyond_the_number_are_found_from_the_first_too_many():
    text = "#Eins #Zwei #Drei und #Vier"
    assert quotes("hashtags", text, number=2) == ["#Drei und #Vier"]
    assert quotes("hashtags", text, number=4) == []
    assert quotes("hashtags", "https://example.org/seite#abschnitt a#b", number=0) == []


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("Neu: #landesportalsachsenanhalt!", ["#landesportalsachsenanhalt"]),
        ("#LANDESPORTALNEU", ["#LANDESPORTALNEU"]),
        ("#LandesportalSachsenAnhalt #Wirtschaftsförderung #kita #MB", []),
    ],
)
def test_long_hashtags_without_inner_capitals_are_found(text, flat):
    assert quotes("camel-case", text) == flat


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Hurra 🎉🎉🎉🎉 los", ["🎉🎉🎉🎉"]),
        ("🎉 🎈 👨‍👩‍👧 🇩🇪 Ende", ["🎉 🎈 👨‍👩‍👧 🇩🇪"]),
        ("🎉🎈🎁 und 🎉", []),
        ("Am 1. 2. 3. 4. 2027 #1", []),
    ],
)
def test_more_than_three_emoji_in_a_row_are_found(text, row):
    assert quotes("emoji-chain", text) == row


def test_the_same_words_on_two_platforms_are_found_and_on_one_are_not():
    console, portal, other = channel("A"), channel("P", slug="portal"), channel("B")
    (issue,) = found("identical-text", "Gleich", rendering(console), rendering(portal, "Gleich"))
    assert issue.context == {"channels": "A, P"}
    assert found("identical-text", "Gleich", rendering(console), rendering(other)) == []
    assert found("identical-text", "Gleich", rendering(console), rendering(portal, "Anders")) == []


def test_a_post_needs_a_source_unless_it_links_or_goes_to_the_portal_only():
    console, portal = channel("A"), channel("P", slug="portal")
    (issue,) = found("missing-source", "Neu", rendering(console), rendering(portal))
    assert issue.context == {"channels": "A"}
    assert found("missing-source", "Neu", rendering(portal)) == []
    assert found("missing-source", "Neu: https://lsa.example", rendering(console)) == []
    assert found("missing-source", "Neu", rendering(console), alternative_url="https://lsa.example") == []


def test_what_citizens_gain_and_why_it_is_relevant_is_asked_for():
    assert [row.key for row in found("citizen-value", "x")] == ["citizen-value"]
    assert found("citizen-value", "x", citizen_value="Eltern sparen Geld.") == []
    assert [row.context for row in found("relevance", "x", relevance=[])] == [{"found": 0, "limit": 1}]
    assert found("relevance", "x", relevance=["service"]) == []
    assert len(found("relevance", "x", relevance=["service", "service"], number=2)) == 1


def test_a_channel_that_rests_or_was_ended_is_found():
    rows = [rendering(channel(state=state)) for state in (ChannelState.PAUSED, ChannelState.DEACTIVATED)]
    issues = found("closed-channel", "x", *rows, rendering(channel()))
    assert [(row.field, row.key) for row in issues] == [
        ("deliveries.0.channel_id", "channel-paused"),
        ("deliveries.1.channel_id", "channel-ended"),
    ]


def test_an_own_channel_lives_on_subjects_of_its_ministry_and_a_central_one_on_all():
    rows = [rendering(channel(scope=scope)) for scope in (ChannelScope.CENTRAL, ChannelScope.OWN)]
    (issue,) = found("portfolio", "x", *rows, facts=Facts(foreign_theme="MW"))
    assert (issue.field, issue.key) == ("deliveries.1.channel_id", "foreign-subject")
    assert issue.context == {"channel": "Konsole", "lead": "MW"}
    assert found("portfolio", "x", *rows) == []


def test_a_neighbour_within_the_number_of_minutes_or_the_channels_gap_collides():
    near, slow = channel(), channel(gap=3600)
    rows = [rendering(near), rendering(slow)]
    facts = Facts(planned={near.id: [NOON + timedelta(minutes=5)], slow.id: [NOON - timedelta(minutes=50)]})
    assert [row.field for row in found("collision", "x", *rows, facts=facts)] == ["deliveries.1.proposed_at"]
    issues = found("collision", "x", *rows, facts=facts, number=6)
    assert [row.field for row in issues] == ["deliveries.0.proposed_at", "deliveries.1.proposed_at"]


def test_what_is_due_in_a_period_is_found_by_the_day_in_berlin():
    period = Period("Wahl des Landtags", date(2026, 12, 2), date(2027, 3, 1))
    late = rendering(channel("A"), at=datetime(2026, 12, 1, 23, 30, tzinfo=UTC))
    facts = Facts(periods=[period])
    (issue,) = found("pre-election", "x", late, facts=facts)
    assert issue.context == {"channel": "A", "election": "Wahl des Landtags", "until": "01.03.2027"}
    assert found("pre-election", "x", rendering(channel()), facts=facts) == []


def test_only_what_a_channel_cannot_be_sent_blocks():
    blocking = {rule.id for rule in RULES if CheckLevel.BLOCK in rule.levels}
    assert blocking == {"channel", "length", "media", "alt-text", "signature"}
    required = {rule.id for rule in RULES if usual_tuning(rule).level is CheckLevel.REASON_REQUIRED}
    assert required == {"funding-notice", "appointment"}
    assert BY_ID["party-political"].levels == (CheckLevel.HINT,)


def test_every_rule_has_its_words_its_source_and_every_key_its_sentence():
    assert list(WORDS) == [rule.id for rule in RULES] or set(WORDS) == {rule.id for rule in RULES}
    assert all(rule.chapter for rule in RULES)
    assert all(bool(WORDS[rule.id].number) == bool(rule.number) for rule in RULES)
    text = (
        "Die Ministerin besuchte #landesportalneu 🎉🎉🎉🎉 und übergab den Förderbescheid #a #b #c #d #e #f"
    )
    console, portal = channel("A", state=ChannelState.PAUSED), channel("P", slug="portal")
    facts = Facts(
        planned={console.id: [NOON]},
        periods=[Period("Wahl", date(2026, 12, 1), date(2026, 12, 1))],
        foreign_theme="MW",
    )
    rows = [rendering(console), rendering(portal)]
    rules = [rule for rule in RULES if not rule.is_technical]
    results = find_results(rules, Revision(text=text, media=[]), rows, facts, {})
    assert {row.rule for row in results} == {rule.id for rule in rules} - {"party-political"}
    for row in results:
        assert row.issue.key in REFUSALS
        assert "{" not in explain(row.issue.key, **row.issue.context)


def test_a_text_alone_is_checked_by_what_a_text_is_enough_for():
    results = run_checks(
        Revision(text="Übergabe des Förderbescheids", media=[]), [], Facts(), is_text_only=True
    )
    assert [row.rule for row in results] == ["funding-notice"]


def test_a_rule_that_is_off_finds_nothing():
    off = {"funding-notice": Tuning(is_on=False, level=CheckLevel.HINT, number=0)}
    revision = Revision(text="Übergabe des Förderbescheids", media=[])
    assert run_checks(revision, [], Facts(), tuned=off, is_text_only=True) == []
