"""Ids survive being written and read, and a token shows in no repr."""

from hypothesis import given, strategies as st

from bots.discord.wire.ids import (
    Ref,
    channel_of,
    chat_id,
    created_at,
    decode,
    sender_id,
    user_of,
)

SNOWFLAKES = st.integers(1, 2**63 - 1).map(str)
TOKENS = st.text(alphabet="abcXYZ019-_.=", min_size=1, max_size=300)


@given(SNOWFLAKES, SNOWFLAKES)
def test_a_message_is_found_again(channel: str, message: str) -> None:
    ref = Ref(channel, message)
    assert decode(ref.encode()) == ref


@given(
    st.builds(
        Ref,
        channel=SNOWFLAKES,
        message=st.just("") | SNOWFLAKES,
        interaction=SNOWFLAKES,
        token=TOKENS,
        created_at=st.integers(0, 2**40),
        ephemeral=st.booleans(),
        token_only=st.booleans(),
        from_button=st.booleans(),
    )
)
def test_an_interaction_is_found_again(ref: Ref) -> None:
    assert decode(ref.encode()) == ref
    assert len(ref.encode()) <= 512


@given(st.text(max_size=60))
def test_anything_else_is_no_reference(text: str) -> None:
    ref = decode(text)
    assert ref is None or ref.encode() == text


def test_a_token_is_not_shown() -> None:
    assert "secret" not in repr(Ref("1", "2", "3", "secret", 5))


def test_a_token_expires_after_fifteen_minutes() -> None:
    ref = Ref("1", "", "3", "token", 1000)
    assert ref.is_token_alive(1000 + 14 * 60)
    assert not ref.is_token_alive(1000 + 15 * 60)


def test_ids_are_read_back() -> None:
    assert channel_of(chat_id("42")) == "42"
    assert user_of(sender_id("7")) == "7"
    assert created_at("175928847299117063") == 1462015105.796
