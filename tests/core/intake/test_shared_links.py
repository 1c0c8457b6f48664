"""Share links of cloud drives, and sites that give no files."""

import pytest
from hypothesis import given, strategies as st

from core.model.chat import ClipKind, SenderId
from core.rules.intake.links import link_clip, split_links
from core.rules.intake.shared_links import SiteKind, direct_url, site_without_files

ID = "1AbCdEfGhIjKlMnOp"
DRIVE = (
    f"https://drive.usercontent.google.com/download?id={ID}&export=download&confirm=t"
)


@pytest.mark.parametrize(
    ("link", "file"),
    [
        ("https://www.dropbox.com/s/x/a.mp4?dl=0", "https://www.dropbox.com/s/x/a.mp4?dl=1"),
        ("https://www.dropbox.com/s/x/a.mp4", "https://www.dropbox.com/s/x/a.mp4?dl=1"),
        (f"https://drive.google.com/file/d/{ID}/view?usp=sharing", DRIVE),
        (f"https://drive.google.com/open?id={ID}", DRIVE),
        (f"https://drive.google.com/uc?export=download&id={ID}", DRIVE),
        (
            "https://1drv.ms/v/s!Abc",
            (
                "https://api.onedrive.com/v1.0/shares/u!aHR0cHM6Ly8xZHJ2Lm1zL3YvcyFBYmM/root"
                "/content"
            ),
        ),
        (
            "https://ann-my.sharepoint.com/:v:/g/personal/x?e=4%3aab",
            "https://ann-my.sharepoint.com/:v:/g/personal/x?e=4%3Aab&download=1",
        ),
        ("https://cloud.test/s/AbCdEfGh12", "https://cloud.test/s/AbCdEfGh12/download"),
        (
            "https://cloud.test/index.php/s/AbCdEfGh12/",
            "https://cloud.test/index.php/s/AbCdEfGh12/download",
        ),
    ],
)  # fmt: skip
def test_a_share_link_leads_to_its_file(link: str, file: str) -> None:
    assert direct_url(link) == file


@pytest.mark.parametrize(
    "link",
    [
        "https://cdn.test/beach.mp4?ex=1&is=2",
        f"https://drive.google.com/drive/folders/{ID}",
        "https://dropbox.com.evil.test/a.mp4",
        "https://notdropbox.com/a.mp4",
        "https://cloud.test/s/short",
        "https://cloud.test/s/AbCdEfGh12/download",
        "ftp://www.dropbox.com/s/x/a.mp4",
        "not a link",
        "http://[",
    ],
)
def test_any_other_link_stays_as_it_is(link: str) -> None:
    assert direct_url(link) == link


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    for link in (text, f"https://{text}", f"https://drive.google.com/{text}"):
        direct_url(link)
        site_without_files(link)


def test_sites_without_files_are_known_by_all_their_names() -> None:
    for link, name in {
        "https://youtu.be/x": "YouTube",
        "https://m.youtube.com/watch?v=x": "YouTube",
        "https://vm.tiktok.com/x": "TikTok",
        "https://www.instagram.com/reel/x/": "Instagram",
        "https://b23.tv/x": "bilibili",
        "https://x.com/a/status/1": "X",
    }.items():
        assert site_without_files(link) == (SiteKind.VIDEOS, name)
    assert site_without_files("https://netflix.com.test/x.mp4") is None
    assert site_without_files("https://max.com/x.mp4") is None


def test_links_in_words_are_clips_and_the_rest_is_the_wish() -> None:
    text = "use https://cdn.test/my%20song.mp3, then <http://10.0.0.1/a.mp4>\nfast，看 https://x.test/b.mov。"
    words, clips = split_links(text, SenderId("p:1"))
    assert words == "use , then\nfast，看 。"
    assert [(clip.url, clip.name, clip.kind) for clip in clips] == [
        ("https://cdn.test/my%20song.mp3", "my song.mp3", ClipKind.AUDIO),
        ("http://10.0.0.1/a.mp4", "a.mp4", ClipKind.VIDEO),
        ("https://x.test/b.mov", "b.mov", ClipKind.VIDEO),
    ]
    assert {clip.owner for clip in clips} == {"p:1"}


@pytest.mark.parametrize(
    ("url", "is_clip"),
    [
        ("https://discord.com/channels/1/2", False),
        ("https://cdn.discordapp.com/attachments/1/2/a.mp4?ex=1", True),
        ("https://someone.t.me/x", False),
        ("https://not-t.me/x.mp4", True),
        ("ftp://x.test/a.mp4", False),
        ("https://[broken/a.mp4", False),
    ],
)
def test_a_platform_s_own_pages_are_no_clips(url: str, is_clip: bool) -> None:
    own = frozenset({"discord.com", "discordapp.com", "t.me", ".t.me"})
    assert (link_clip(url, without=own) is not None) == is_clip
