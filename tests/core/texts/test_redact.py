"""Tokens, dumps of data and paths are taken out of texts."""

import json
import string

from hypothesis import given, strategies as st

from core.rules.text.redact import find_token, redact


@given(
    st.text(max_size=40),
    st.text(string.ascii_letters + string.digits, min_size=6, max_size=30),
    st.sampled_from(["nmv_usr_", "clm_"]),
)
def test_no_token_is_ever_shown(context: str, secret: str, kind: str) -> None:
    assert f"{kind}{secret}" not in redact(f"{context} {kind}{secret} {context}")


@given(
    st.dictionaries(
        st.text(min_size=8), st.lists(st.integers()), min_size=2, max_size=4
    )
)
def test_no_dump_is_ever_shown(data: dict[str, list[int]]) -> None:
    dump = json.dumps(data)
    assert redact(f"Title added. {dump}") == "Title added."


def test_no_path_is_ever_shown_but_the_name_and_links_stay() -> None:
    assert redact("Saved /tmp/x/clip.mp4 now") == "Saved clip.mp4 now"
    link = "See https://nemo.test/home/x.mp4"
    assert redact(link) == link


def test_a_persons_token_is_found_in_their_words() -> None:
    assert find_token("here: nmv_usr_AbC-123 ok") == "nmv_usr_AbC-123"
    assert find_token("make it 9:16") == ""
