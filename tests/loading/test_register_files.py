import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from app.loading.register_files import read_register
from app.loading.rows import RegisterFaultsError

FOLDER = Path(__file__).parents[2] / "data" / "sachsen-anhalt"
ENDED = {
    "D7-4655-01": ("deactivated", "2019"),
    "D7-4655-05": ("transferred", "2019"),
    "D7-4655-08": ("deactivated", "2019-06-30"),
    "D7-4655-34": ("discontinued", "2019-04"),
}
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip


@pytest.fixture(scope="module")
def register():
    return read_register(FOLDER)


@pytest.fixture(scope="module")
def channels(register):
    return {row["key"]: row for row in register.channels}


@pytest.fixture
def spoil(tmp_path):
    """Copy the register, replace a piece of one file, and return the faults that reading it names."""
    folder = shutil.copytree(FOLDER, tmp_path / "register")

    def replace(file, old, new):
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RegisterFaultsError) as error:
            read_register(folder)
        return [(fault.file, fault.row, fault.column) for fault in error.value.faults]

    return replace


def test_every_owner_has_the_channels_the_drucksache_prints(register):
    assert Counter(row["organisation"] for row in register.channels) == {
        "StK": 6, "MI": 1, "LVwA": 1, "PI Magdeburg": 1, "PI Halle": 1, "PI Dessau-Roßlau": 1,
        "FH Polizei": 2,
        "LKA": 1, "IBK Heyrothsberge": 1, "StaLa": 1, "MS": 1, "MB": 1, "LzpB": 5, "MULE": 4, "MW": 2,
        "IMG / Standortmarketing": 6, "IMG / Kreativwirtschaft": 5, "IMG / Tourismus": 5,
        "MLV": 2, "NASA GmbH": 5,
    }  # fmt: skip


def test_the_52_channels_stand_in_printed_order(register):
    assert [row["key"] for row in register.channels] == [f"D7-4655-{number:02}" for number in range(1, 53)]
    pages = [int(row["source"].rpartition(" ")[2]) for row in register.channels]
    assert pages == sorted(pages)
    assert Counter(pages) == {3: 11, 4: 11, 5: 9, 6: 8, 7: 10, 8: 3}


def test_every_platform_has_the_channels_the_drucksache_prints(register):
    assert Counter(row["platform"] for row in register.channels) == {
        "twitter": 16, "facebook": 15, "youtube": 8, "instagram": 7, "xing": 1, "linkedin": 1,
        "google_plus": 1, "wechat": 1, "behance": 1, "pinterest": 1,
    }  # fmt: skip


def test_nine_ministries_stand_above_everybody_else(register):
    parents = {row["abbreviation"]: row["parent"] for row in register.organisations}
    assert {name for name, parent in parents.items() if not parent} == {
        "StK", "MI", "MJ", "MF", "MS", "MB", "MULE", "MW", "MLV",
    }  # fmt: skip
    assert parents["LzpB"] == "MB"
    assert parents["IMG / Tourismus"] == "IMG"
    assert parents["IMG"] == "MW"
    assert parents["NASA GmbH"] == "MLV"
    assert Counter(parents.values())["MI"] == 8
    assert [row["abbreviation"] for row in register.organisations if row["is_lead"] == "true"] == ["StK"]


def test_justice_and_finance_answered_that_they_have_no_channel(register):
    assert {row["abbreviation"] for row in register.organisations if row["answer"] == "entfällt"} == {
        "MJ",
        "MF",
    }
    assert not [row for row in register.channels if row["organisation"] in {"MJ", "MF"}]


def test_names_are_those_of_the_list_and_others_stand_apart(register):
    names = {row["abbreviation"]: row["name"] for row in register.organisations}
    assert names["MULE"] == "Ministerium für Umwelt, Energie und Landwirtschaft"
    assert names["MS"] == "Ministerium für Arbeit, Soziales und Integration"
    others = {(row["abbreviation"], row["name"]) for row in register.names}
    assert ("MULE", "Ministerium für Umwelt, Landwirtschaft und Energie") in others
    assert ("MI", "Ministerium des Innern") in others
    assert not [name for _, name in others if "Polizeidirektion" in name]


def test_four_channels_ended_and_the_others_are_active(channels):
    ended = {key: (row["state"], row["until"]) for key, row in channels.items() if row["state"] != "active"}
    assert ended == ENDED
    assert all(channels[key]["end_reason"] for key in ENDED)
    assert not [
        key for key, row in channels.items() if key not in ENDED and (row["until"] or row["end_reason"])
    ]


def test_the_three_jointly_kept_channels_are_central(channels):
    central = [row["label"] for row in channels.values() if row["scope"] == "central"]
    assert central == [
        "Facebook land.sachsen.anhalt",
        "Twitter @sachsenanhalt",
        "YouTube Land.Sachsen.Anhalt",
    ]


def test_nothing_stands_twice(register):
    for column in ("label", "url", "key"):
        values = [row[column] for row in register.channels if row[column]]
        assert len(values) == len(set(values))


def printed(date):
    """Return a fuzzy date as the Drucksache prints it: 2019-06-30 as 30.06.2019, 2019-06 as Juni 2019."""
    year, month, day = [*date.split("-"), "", ""][:3]
    if day:
        return f"{day}.{month}.{year}"
    return f"{MONTHS[int(month) - 1]} {year}" if month else year


def test_dates_say_what_the_printed_period_says(channels):
    for key, row in channels.items():
        if key == "D7-4655-28":
            assert row["period"] == "seit September 2016 geblockt, seit März 2019 aktive Nutzung"
            assert row["since"] == "2016-09"
        elif key == "D7-4655-38":
            assert (row["period"], row["since"]) == ("", "")
        elif row["until"] and key != "D7-4655-34":
            assert row["period"] == f"{printed(row['since'])}-{printed(row['until'])}"
        else:
            assert row["period"].lower() == f"seit {printed(row['since'])}".lower()


@pytest.mark.parametrize(
    ("key", "url", "handle"),
    [
        ("D7-4655-01", "https://facebook.com/land.sachsen.anhalt/", "land.sachsen.anhalt"),
        ("D7-4655-04", "http://lsaurl.de/youtubeLSA/", ""),
        ("D7-4655-20", "www.facebook.com/lpb.lsa/", "lpb.lsa"),
        ("D7-4655-25", "https://instragram.com/umwelt.lsa/", "umwelt.lsa"),
        ("D7-4655-26", "http://lsaurl.de/youtubeMULE", ""),
        ("D7-4655-34", "", ""),
        ("D7-4655-35", "", "德国IMG萨安州"),
        ("D7-4655-40", "https://www.behance.net/kreativea01/", "kreativea01"),
        ("D7-4655-42", "http://lsaurl.de/youtubeIMGTouismus/", ""),
        ("D7-4655-45", "http://lsaurl.de/pinterestIMG", ""),
        ("D7-4655-52", "http://lsaurl.de/FacebookFerienticket/", ""),
    ],
)
def test_addresses_stay_as_printed(channels, key, url, handle):
    assert (channels[key]["url"], channels[key]["handle"]) == (url, handle)


def test_a_handle_is_the_account_in_the_address(channels):
    for row in channels.values():
        if row["url"]:
            account = row["url"].rstrip("/").rpartition("/")[2]
            assert row["handle"] == ("" if "lsaurl.de" in row["url"] else account)


def test_only_the_five_misspelt_addresses_miss_their_pattern(register):
    patterns = {row["slug"]: row["url_pattern"] for row in register.platforms}
    wrong = [
        row["url"]
        for row in register.channels
        if row["url"] and not re.fullmatch(patterns[row["platform"]], row["url"], re.IGNORECASE)
    ]
    assert len(wrong) == 5
    assert all(url.startswith("https://instragram.com/") for url in wrong)


@pytest.mark.parametrize(
    ("slug", "url"),
    [
        ("twitter", "https://facebook.com/sachsenanhalt"),
        ("twitter", "https://twitter.com.example.org/sachsenanhalt"),
        ("twitter", "https://twitter.com/"),
        ("instagram", "https://example.org/instagram.com/x"),
        ("facebook", "http://lsaurl.de.example.org/x"),
        ("youtube", "ftp://youtube.com/x"),
    ],
)
def test_addresses_of_other_places_miss_the_pattern(register, slug, url):
    patterns = {row["slug"]: row["url_pattern"] for row in register.platforms}
    assert not re.fullmatch(patterns[slug], url, re.IGNORECASE)


def test_platforms_know_their_limits(register):
    limits = {row["slug"]: row["limit"] for row in register.platforms}
    assert len(limits) == 17
    assert (limits["twitter"], limits["bluesky"], limits["mastodon"], limits["wechat"]) == (
        "280",
        "300",
        "500",
        "",
    )


def test_histories_with_several_states_are_told(register):
    assert {
        key: [(row["state"], row["since"]) for row in rows] for key, rows in register.history.items()
    } == {
        "D7-4655-01": [("active", "2013"), ("deactivated", "2019")],
        "D7-4655-05": [("active", "2017"), ("transferred", "2019")],
        "D7-4655-08": [("active", "2019-05-26"), ("deactivated", "2019-06-30")],
        "D7-4655-28": [("reserved", "2016-09"), ("active", "2019-03")],
        "D7-4655-34": [("active", "2013"), ("discontinued", "2019-04")],
    }


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("organisations.csv", "company,MW", "company,MX", ("organisations.csv", 4, "parent")),
        ("organisations.csv", "company,MW", "firm,MW", ("organisations.csv", 4, "kind")),
        ("organisations.csv", "company,MW", "company,", ("organisations.csv", 4, "parent")),
        ("organisations.csv", "ministry,,true", "ministry,MI,true", ("organisations.csv", 23, "parent")),
        ("organisations.csv", "Sport,ministry,,false", "Sport,ministry,,true",
         ("organisations.csv", 23, "is_lead")),
        ("organisations.csv", "false,,,entfällt", "false,2019,,entfällt",
         ("organisations.csv", 12, "valid_from")),
        ("organisation_names.csv", "MF,", "MX,", ("organisation_names.csv", 4, "abbreviation")),
        ("organisation_names.csv", "für Finanzen", "der Finanzen", ("organisation_names.csv", 4, "name")),
        ("platforms.csv", "280", "0", ("platforms.csv", 12, "limit")),
        ("platforms.csv", "500,(https", "500,((https", ("platforms.csv", 9, "url_pattern")),
        ("platforms.csv", "vimeo,", "xing,", ("platforms.csv", 17, "slug")),
        ("channels.csv", ",StK,facebook,", ",StK,facebuk,", ("channels.csv", 2, "platform")),
        ("channels.csv", ",MI,", ",MX,", ("channels.csv", 8, "organisation")),
        ("channels.csv", "own,Twitter @MP", "private,Twitter @MP", ("channels.csv", 4, "scope")),
        ("channels.csv", "D7-4655-07", "D7-4655-06", ("channels.csv", 8, "key")),
        ("channels.csv", "2018-12", "2018-13", ("channels.csv", 18, "since")),
        ("channels.csv", "2019-06-30,", "2019-05-01,", ("channels.csv", 9, "until")),
        ("channels.csv", "Behance kreativea01", "YouTube MW", ("channels.csv", 41, "label")),
        ("channel_history.csv", "28,reserved", "99,active", ("channel_history.csv", 8, "key")),
        ("channel_history.csv", "reserved", "geblockt", ("channel_history.csv", 8, "state")),
        ("channel_history.csv", "28,active", "28,paused", ("channel_history.csv", 9, "state")),
        ("channel_history.csv", "2016-09", "2020", ("channel_history.csv", 9, "since")),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_row_and_column(spoil, file, old, new, place):
    assert spoil(file, old, new) == [place]


def test_an_organisation_cannot_stand_below_itself(spoil):
    faults = spoil("organisations.csv", "company,MW", "company,IMG / Tourismus")
    assert faults == [("organisations.csv", 4, "parent"), ("organisations.csv", 7, "parent")]


def test_all_faults_of_all_files_are_named_at_once(tmp_path):
    for file in FOLDER.glob("*.csv"):
        shutil.copy(file, tmp_path)
    (tmp_path / "channel_history.csv").unlink()
    (tmp_path / "platforms.csv").write_text("slug,name\n", encoding="utf-8")
    with pytest.raises(RegisterFaultsError) as error:
        read_register(tmp_path)
    assert [(fault.file, fault.column) for fault in error.value.faults] == [
        ("channel_history.csv", ""),
        ("platforms.csv", "limit"),
        ("platforms.csv", "url_pattern"),
    ]
