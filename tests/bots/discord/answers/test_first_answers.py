"""The first answer to an interaction, repeats of it, and answers after its token has died."""

from pathlib import Path

import pytest

from core.errors import NotSent
from tests.bots.discord.answers.channel import HOUR, ChannelWithInteraction, film
from tests.fakes.discord.server import FakeDiscord


async def test_the_first_post_answers_the_deferral_and_the_next_is_a_message(
    here: ChannelWithInteraction,
) -> None:
    ref = await here.deferred()
    card = await here.post("Working", ref, "t1.card", card=True)
    await here.edit(card, "Done")
    result = await here.post("Your video", ref, "t1.v")
    assert here.texts() == ["Done", "Your video"]
    assert not result.token
    assert not here.loading()


async def test_a_repeated_first_post_changes_what_it_said(
    here: ChannelWithInteraction,
) -> None:
    ref = await here.deferred()
    await here.post("Working", ref, "t1.card")
    await here.post("Working still", ref, "t1.card")
    assert here.texts() == ["Working still"]


async def test_a_repeated_post_is_shown_once(here: ChannelWithInteraction) -> None:
    limits = await here.adapter.limits(here.chat)
    assert limits.idempotent_posts
    for _ in range(2):
        await here.post("Your video", None, "t1.v")
    assert here.texts() == ["Your video"]


async def test_a_post_repeated_after_a_long_absence_is_shown_once(
    here: ChannelWithInteraction, discord: FakeDiscord, tmp_path: Path
) -> None:
    """Discord has forgotten the nonce, so we search for the message before repeating the post."""
    video = film(tmp_path)
    first = await here.post("Your video", None, "t1.v", media=video)
    discord.shift = 3 * HOUR
    assert await here.post("Your video", None, "t1.v", media=video) == first
    await here.post("Something else", None, "t1.w")
    assert here.texts() == ["Your video", "Something else"]


async def test_a_post_that_never_arrived_is_made_after_a_long_absence(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    discord.rest.mishaps.append("refused")
    with pytest.raises(NotSent):
        await here.post("Your video", None, "t1.v")
    discord.shift = 3 * HOUR
    await here.post("Your video", None, "t1.v")
    assert here.texts() == ["Your video"]


async def test_a_card_becomes_a_message_of_its_own_before_the_token_expires(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    card = await here.post("10 %", await here.deferred(), "t1.card", card=True)
    discord.shift = 14 * 60
    moved = await here.edit(card, "50 %")
    discord.shift = 16 * 60
    last = await here.edit(moved, "90 %")
    assert here.texts() == ["90 %"]
    assert moved == last
    assert not moved.token


async def test_a_token_that_expires_early_is_replaced_by_a_message(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    ref = await here.deferred()
    card = await here.post("10 %", ref, "t1.card", card=True)
    discord.interactions[card.token].born -= HOUR  # Discord's clock is ahead of ours
    moved = await here.edit(card, "50 %")
    await here.post("Your video", ref, "t1.v")
    assert not moved.token
    assert here.texts()[-2:] == ["50 %", "Your video"]


async def test_an_answer_after_the_token_expired_is_an_ordinary_message(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    ref = await here.deferred()
    discord.shift = HOUR
    await here.post("Sorry for the wait", ref, "t1.r")
    assert here.texts() == ["Sorry for the wait"]


async def test_a_card_older_than_an_hour_is_posted_anew(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    card = await here.post("10 %", None, "t1.card", card=True)
    discord.shift = HOUR + 60
    moved = await here.edit(card, "50 %")
    assert moved != card
    assert here.texts() == ["50 %"]
