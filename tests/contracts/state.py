"""What every store of the studio's state must do: one suite, run over each.

Tests subclass ``StateContract`` and give it a fixture ``open_``, which opens the same store
as another process would, after that one has ended or beside it.
"""

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest

from studio.clients.state.open_state import State
from studio.errors import (
    BadToken,
    InstructionLost,
    NoCredits,
    NoSession,
    StaleProject,
    TooMany,
)
from studio.flows.project_changes import MOST_VERSIONS
from studio.flows.projects import Projects
from studio.model.draft import Draft
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.project import LastReply, PendingInstruction, Project, Version

CREDITS = 5
STRANGER = "203.0.113.9"


@dataclass(frozen=True, slots=True)
class Store:
    """A store, and projects over it whose clips are in a folder of this process."""

    state: State
    projects: Projects


Open = Callable[[], Store]


def asset(name: str, folder: Path, sha256: str) -> Asset:
    return Asset(
        AssetId(f"a_{name}"), name, MediaKind.VIDEO, str(folder / "assets" / name), 4,
        2.0, 640, 360, Fraction(30), sha256=sha256,
    )  # fmt: skip


def version(name: str) -> Version:
    return Version(Draft(duration=len(name)), request=name)


def instruction(text: str, owner: str = "a") -> PendingInstruction:
    return PendingInstruction(text, "payer", id=text, owner=owner)


def requests(project: Project) -> list[str]:
    return [one.request for one in project.versions]


class StateContract:
    """What ``ProjectStore`` and ``Accounts`` must do."""

    async def test_what_is_stored_is_read_by_the_next_process(
        self, open_: Open
    ) -> None:
        store = open_()
        id_ = (await store.projects.open("me", "x", "zh")).session_id
        clip = asset("a.mp4", store.projects.folder(id_), uuid.uuid4().hex)
        await store.projects.add(id_, clip)
        await store.projects.add_pending(id_, instruction("one"))
        await store.projects.save_version(id_, version("one"), by=instruction("one"))
        project = await store.projects.get(id_, "me")
        facts = (project.language, project.instructions, project.pending)
        assert facts == ("zh", 1, ())
        assert await open_().projects.get(id_, "me") == project

    async def test_strangers_see_no_project_and_odd_ids_name_none(
        self, open_: Open
    ) -> None:
        projects = open_().projects
        id_ = (await projects.open("me", "x", "en")).session_id
        for session, user in ((id_, "other"), ("1" * 19, "me"), ("../x", "me")):
            with pytest.raises(NoSession):
                await projects.get(session, user)

    async def test_a_project_written_since_it_was_loaded_is_not_overwritten(
        self, open_: Open
    ) -> None:
        store = open_()
        id_ = (await store.projects.open("me", "x", "en")).session_id
        stale = await store.state.projects.load(id_)
        await store.projects.add_pending(id_, instruction("one"))
        with pytest.raises(StaleProject):
            await store.state.projects.save(
                stale, replace(stale.project, language="zh"), "write"
            )
        assert (await store.projects.get(id_, "me")).language == "en"

    async def test_changes_at_the_same_time_lose_nothing(self, open_: Open) -> None:
        projects = open_().projects
        id_ = (await projects.open("me", "x", "en")).session_id
        folder = projects.folder(id_)
        await asyncio.gather(
            *(projects.add(id_, asset(f"{n}", folder, f"{n:064x}")) for n in range(3)),
            *(projects.save_version(id_, version(str(n))) for n in range(3)),
            *(projects.add_pending(id_, instruction(str(n))) for n in range(3)),
        )
        project = await open_().projects.get(id_, "me")
        counts = len(project.assets), len(project.versions), project.instructions
        assert counts == (3, 3, 3)

    async def test_versions_are_added_and_only_those_behind_the_current_one_go(
        self, open_: Open
    ) -> None:
        projects = open_().projects
        id_ = (await projects.open("me", "x", "en")).session_id
        for name in ("one", "two", "three"):
            await projects.save_version(id_, version(name))
        await projects.select_version(id_, 0)
        project = await open_().projects.get(id_, "me")
        assert (requests(project), project.current) == (["one", "two", "three"], 0)
        await projects.save_version(id_, version("four"))
        project = await open_().projects.get(id_, "me")
        assert (requests(project), project.current) == (["one", "four"], 1)

    async def test_the_oldest_versions_go_beyond_a_number(self, open_: Open) -> None:
        store = open_()
        id_ = (await store.projects.open("me", "x", "en")).session_id
        stored = await store.state.projects.load(id_)
        many = tuple(version(str(n)) for n in range(MOST_VERSIONS))
        full = replace(stored.project, versions=many, current=MOST_VERSIONS - 1)
        await store.state.projects.save(stored, full, "write")
        await store.projects.save_version(id_, version("new"))
        texts = requests(await open_().projects.get(id_, "me"))
        assert (len(texts), texts[0], texts[-1]) == (MOST_VERSIONS, "1", "new")

    async def test_an_instruction_ends_with_its_edit_in_one_step_and_once(
        self, open_: Open
    ) -> None:
        projects = open_().projects
        id_ = (await projects.open("me", "x", "en")).session_id
        await projects.add_pending(id_, instruction("one"))
        await projects.save_version(id_, version("one"), by=instruction("one"))
        with pytest.raises(InstructionLost):
            await projects.save_version(id_, version("again"), by=instruction("one"))
        with pytest.raises(InstructionLost):
            await projects.finish_pending(id_, instruction("one"))
        assert requests(await open_().projects.get(id_, "me")) == ["one"]

    async def test_an_instruction_that_was_taken_over_is_the_other_s(
        self, open_: Open
    ) -> None:
        projects = open_().projects
        id_ = (await projects.open("me", "x", "en")).session_id
        await projects.add_pending(id_, instruction("one", "dead"))
        assert (await projects.at_work())[id_] == {"dead"}
        other = open_().projects
        assert (await other.at_work())[id_] == {"dead"}
        _, (taken,) = await other.take_over(id_, lambda _: True, "new")
        assert (taken.owner, taken.starts) == ("new", 2)
        await other.save_version(id_, version("one"), by=taken)
        assert id_ not in await other.at_work()
        with pytest.raises(InstructionLost):
            await open_().projects.save_version(
                id_, version("late"), by=instruction("one", "dead")
            )

    async def test_the_last_reply_is_remembered(self, open_: Open) -> None:
        projects = open_().projects
        id_ = (await projects.open("me", "x", "en")).session_id
        assert await projects.reply(id_) == LastReply(0, ())
        await projects.save_reply(id_, LastReply(2, ("Done.", "Fine.")))
        assert await projects.reply(id_) == LastReply(2, ("Done.", "Fine."))

    async def test_a_deleted_project_is_gone_for_everybody(self, open_: Open) -> None:
        projects = open_().projects
        id_ = (await projects.open("me", "x", "en")).session_id
        await projects.save_version(id_, version("one"))
        await projects.save_reply(id_, LastReply(1, ("Done.",)))
        await projects.delete(id_)
        assert await projects.reply(id_) == LastReply(0, ())
        for store in (projects, open_().projects):
            with pytest.raises(NoSession):
                await store.save_version(id_, version("two"))

    async def test_a_content_is_shared_while_another_project_has_it(
        self, open_: Open
    ) -> None:
        projects, both, own = open_().projects, uuid.uuid4().hex, uuid.uuid4().hex
        ids = [(await projects.open("me", "x", "en")).session_id for _ in range(2)]
        for id_ in ids:
            await projects.add(id_, asset("both", projects.folder(id_), both))
        await projects.add(ids[0], asset("own", projects.folder(ids[0]), own))
        assert await projects.unshared(ids[0], [both, own]) == [own]
        await projects.delete(ids[1])
        assert await projects.unshared(ids[0], [both, own]) == [both, own]

    async def test_projects_in_use_and_at_work_are_not_unused(
        self, open_: Open
    ) -> None:
        projects = open_().projects
        idle = (await projects.open("me", "x", "en")).session_id
        busy = (await projects.open("me", "x", "en")).session_id
        await projects.add_pending(busy, instruction("one"))
        assert await projects.unused_since(0) == []
        later = await projects.unused_since(1e11)
        assert idle in later
        assert busy not in later

    async def test_a_client_is_one_user_in_every_process(self, open_: Open) -> None:
        client = str(uuid.uuid4())
        first = await open_().state.accounts.mint(client, "127.0.0.1")
        second = await open_().state.accounts.mint(client, "127.0.0.1")
        assert first["user_id"] == second["user_id"]
        assert first["credits"] == CREDITS
        assert first["token"] != second["token"]
        account = await open_().state.accounts.authenticate(f"Bearer {first['token']}")
        assert account.user_id == first["user_id"]
        for header in (f"Basic {first['token']}", "Bearer wrong", ""):
            with pytest.raises(BadToken):
                await open_().state.accounts.authenticate(header)

    async def test_reserved_credits_are_spent_or_free_again(self, open_: Open) -> None:
        accounts = open_().state.accounts
        user = (await accounts.mint(str(uuid.uuid4()), "127.0.0.1"))["user_id"]
        await accounts.reserve(user, "one", 3)
        await accounts.reserve(user, "one", 3, accepted=True)
        with pytest.raises(NoCredits):
            await accounts.reserve(user, "two", 3)
        await accounts.reserve(user, "three", 3, accepted=True)
        await accounts.settle(user, "three", 3, spend=False)
        account = await accounts.find(user)
        assert account
        assert (account.available, account.frozen) == (2, 3)
        for _ in range(2):
            await accounts.settle(user, "one", 3, spend=True)
        account = await open_().state.accounts.find(user)
        assert account
        assert (account.available, account.frozen, account.spent) == (2, 0, 3)

    async def test_an_address_gets_so_many_tokens_a_week(self, open_: Open) -> None:
        accounts = open_().state.accounts
        await accounts.mint("one", STRANGER)
        with pytest.raises(TooMany) as caught:
            await open_().state.accounts.mint("two", STRANGER)
        assert caught.value.wait > 6 * 86400
        await accounts.mint("two", "192.168.0.7")
