"""An account is recognised however it is written, and what only looks alike is not."""

import pytest

from app.editorial.accounts import is_one_of, list_accounts, read_account

FACEBOOK = list_accounts("https://facebook.com/land.sachsen.anhalt/", "land.sachsen.anhalt")
TWITTER = list_accounts("https://twitter.com/sachsenanhalt/", "@sachsenanhalt")
YOUTUBE = list_accounts("http://lsaurl.de/youtubeLSA/", None)
CHANNEL = list_accounts("https://www.youtube.com/@LandSachsenAnhalt", None)
MASTODON = list_accounts("https://social.land.example/@land", "@land@social.land.example")
OWN = list_accounts("https://www.land.example/", None)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (FACEBOOK, "https://facebook.com/land.sachsen.anhalt/"),
        (FACEBOOK, "http://www.facebook.com/land.sachsen.anhalt"),
        (FACEBOOK, "facebook.com/Land.Sachsen.Anhalt"),
        (FACEBOOK, "https://m.facebook.com/land.sachsen.anhalt/?locale=de_DE#a"),
        (FACEBOOK, "https://de-de.facebook.com//land.sachsen.anhalt//"),
        (FACEBOOK, "https://fb.com/land.sachsen.anhalt"),
        (FACEBOOK, "https://www.facebook.com/land.sachsen.anhalt/posts/123"),
        (FACEBOOK, " land.sachsen.anhalt "),
        (FACEBOOK, "@Land.Sachsen.Anhalt"),
        (TWITTER, "https://x.com/SachsenAnhalt/status/1"),
        (TWITTER, "https://mobile.twitter.com/@sachsenanhalt"),
        (TWITTER, "SACHSENANHALT"),
        (YOUTUBE, "lsaurl.de/youtubeLSA"),
        (CHANNEL, "https://m.youtube.com/@landsachsenanhalt/videos"),
        (CHANNEL, "@LandSachsenAnhalt"),
        (MASTODON, "@land@social.land.example"),
        (MASTODON, "https://social.land.example/@land/112"),
        (MASTODON, "land"),
        (OWN, "https://land.example/aktuelles/1"),
    ],
)
def test_an_account_is_found_however_it_is_written(known, asked):
    assert is_one_of(read_account(asked), known)


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (FACEBOOK, "https://facebook.com/land.sachsen.anhalt.official"),
        (FACEBOOK, "https://facebook.com/land-sachsen-anhalt"),
        (FACEBOOK, "https://facebook.com/"),
        (FACEBOOK, "https://facebook.com.gewinn.example/land.sachsen.anhalt"),
        (FACEBOOK, "https://facebook.com@gewinn.example/land.sachsen.anhalt"),
        (FACEBOOK, "https://gewinn.example\\.facebook.com/land.sachsen.anhalt"),
        (FACEBOOK, "https://facebook.com/land.sachsen.anhalt/../gewinn"),
        (FACEBOOK, "https://facebook.com/land.sachsen.anhalt/%2e%2e/gewinn"),
        (FACEBOOK, "https://facebook.com/land.sachsen.anhalt\\..\\gewinn"),
        (FACEBOOK, "https://fаcebook.com/land.sachsen.anhalt"),
        (FACEBOOK, "ftp://facebook.com/land.sachsen.anhalt"),
        (FACEBOOK, "https://instagram.com/land.sachsen.anhalt"),
        (FACEBOOK, "https://gewinn.example/@land.sachsen.anhalt@facebook.com"),
        (FACEBOOK, "https://gewinn.example/?u=https://facebook.com/land.sachsen.anhalt"),
        (FACEBOOK, "https://[facebook.com/land.sachsen.anhalt"),
        (FACEBOOK, "facebook.com"),
        (FACEBOOK, "@"),
        (FACEBOOK, "/"),
        (TWITTER, "https://twitter.com/sachsenanha1t"),
        (YOUTUBE, "@youtubeLSA"),
        (CHANNEL, "https://youtube.com/LandSachsenAnhalt"),
        (MASTODON, "https://land.example/@land"),
        (MASTODON, "@land@land.example"),
        (OWN, "https://www.land.example.gewinn.example/"),
        (list_accounts("https://facebook.com/", None), "https://facebook.com/gewinn"),
        (list_accounts(None, None), "@land"),
    ],
)
def test_what_only_looks_alike_is_another_account(known, asked):
    assert not is_one_of(read_account(asked), known)


def test_an_account_named_by_its_number_is_found_by_it_alone():
    known = list_accounts("https://www.facebook.com/profile.php?id=1000", None)
    assert is_one_of(read_account("https://m.facebook.com/profile.php?id=1000&ref=x"), known)
    assert not is_one_of(read_account("https://m.facebook.com/profile.php?id=1001"), known)
