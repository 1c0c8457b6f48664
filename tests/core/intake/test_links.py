"""Links in messages: which become clips, which stay text, and their names."""

import pytest
from hypothesis import given, strategies as st

from core.rules.intake.links import (
    is_public,
    link_clip,
    link_name,
    registration_url,
    split_links,
)

BEACH = "https://cdn.test/beach.mp4"


@pytest.mark.parametrize(
    ("text", "rest", "urls"),
    [
        (f"cut {BEACH} to the beat", "cut to the beat", [BEACH]),
        (f"use {BEACH}, please.", "use , please.", [BEACH]),
        (f"<{BEACH}>", "", [BEACH]),
        (f"一起剪 {BEACH}，谢谢", "一起剪", [f"{BEACH}，谢谢"]),
        (f"{BEACH}。", "。", [BEACH]),
        (f"one\n{BEACH}\ntwo", "one\n\ntwo", [BEACH]),
        ("see t.me/x and example.com", "see t.me/x and example.com", []),
        ("https://[broken/x.mp4 now", "https://[broken/x.mp4 now", []),
    ],
)
def test_links_become_clips_and_the_signs_behind_them_stay(
    text: str, rest: str, urls: list[str]
) -> None:
    words, clips = split_links(text)
    assert (words, [clip.url for clip in clips]) == (rest, urls)


def test_links_to_hosts_without_clips_stay_in_the_text() -> None:
    text = f"https://me.t.me/a https://vid.test/b {BEACH}"
    words, clips = split_links(text, without={".t.me", "vid.test"})
    assert words == "https://me.t.me/a https://vid.test/b"
    assert [clip.url for clip in clips] == [BEACH]


@given(st.text())
def test_a_text_without_links_keeps_its_words(text: str) -> None:
    if "://" not in text:
        words, clips = split_links(text)
        assert clips == ()
        assert words.split() == text.split()


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (BEACH, "beach.mp4"),
        (" https://cdn.test/a%20b.mov?x=1 ", "a b.mov"),
        ("https://cdn.test/", "cdn.test"),
    ],
)
def test_a_clip_is_named_after_the_path_or_the_host(url: str, name: str) -> None:
    clip = link_clip(url)
    assert clip
    assert (clip.name, clip.url) == (name, url.strip())


@pytest.mark.parametrize("url", ["ftp://x.test/a", "https://", "http://[1", "a.mp4"])
def test_what_is_no_web_address_is_no_clip(url: str) -> None:
    assert link_clip(url) is None


@pytest.mark.parametrize(
    ("url", "public"),
    [
        (BEACH, True),
        ("http://8.8.8.8/x", True),
        ("http://10.0.0.1/x", False),
        ("http://[::1]/x", False),
        ("http://localhost/x", False),
        ("http://printer.local/x", False),
        ("ftp://cdn.test/x", False),
        ("http://", False),
        ("http://[1", False),
    ],
)
def test_only_addresses_on_the_internet_are_public(url: str, public: bool) -> None:
    assert is_public(url) is public


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.vid.test/watch/?v=1", "vid.test/watch"),
        ("https://vid.test", "vid.test"),
        ("http://[broken/" + "x" * 200, ("http://[broken/" + "x" * 200)[:80]),
        ("https://vid.test/" + "x" * 200, ("vid.test/" + "x" * 200)[:80]),
    ],
)
def test_a_link_is_called_by_its_site_and_path(url: str, name: str) -> None:
    assert link_name(url) == name


def test_the_page_to_register_knows_who_comes() -> None:
    assert registration_url("", "anon") == ""
    assert registration_url("https://n.test/", "") == "https://n.test/register"
    expected = "https://n.test/register?bind=a%2Fb"
    assert registration_url("https://n.test", "a/b") == expected
