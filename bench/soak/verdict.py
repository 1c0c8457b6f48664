"""Check the result of each request: in the turns, in the chat, in the credits."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bench.soak.people import Person, Request
from core.clients.store.turns.store import RedisTurnStore
from core.model.turn import Step, Turn
from core.model.turn_posts import PostState, ReplyPart
from core.rules.records.projects import project_from_json
from core.rules.state_machine import is_ended

_MB = 1_000_000


@dataclass
class Verdict:
    """``problems`` are sentences; the others are numbers."""

    requests: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    unanswered: list[str] = field(default_factory=list)
    """Requests without a video in the time that a person waits, and what became of them."""
    uncertain: int = 0
    """Videos of which people were told that they may have been posted."""
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    paid_twice: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.paid_twice)


async def judge(
    people: Sequence[Person], redis: Redis, refused: Mapping[str, int]
) -> Verdict:
    """Compare what people asked for with turns, videos, edits and credits.

    ``refused`` counts by session the instructions that a studio counted but refused.
    """
    verdict, store = Verdict(), RedisTurnStore(redis)
    sessions = await _sessions(redis)
    for person in people:
        turns = []
        for request in person.requests:
            turn = await _turn(store, person, request.message, verdict)
            if turn:
                turns.append(turn)
            if request.video is None:
                verdict.unanswered.append(_describe(person, request, turn))
        uncertain = await _uncertain_videos(store, turns)
        verdict.uncertain += uncertain
        _judge_turns(person, turns, uncertain, verdict)
        for session in sessions[person.phone.chat]:
            await _judge_bill(person, session, redis, verdict, refused)
    return verdict


async def _turn(
    store: RedisTurnStore, person: Person, message: Any, verdict: Verdict
) -> Turn | None:
    verdict.requests += 1
    stored = await store.turn_of_message(person.phone.chat, message)
    turn = await store.turn(stored[0]) if stored else None
    if turn is None:
        verdict.lost.append(f"{person.phone.chat} {message}: there is no turn")
    return turn


async def _uncertain_videos(store: RedisTurnStore, turns: Sequence[Turn]) -> int:
    """Count ended turns whose worker died between a post and its record."""
    rows = [
        await store.outbox_row(id_, ReplyPart.VIDEO)
        for id_ in {turn.id for turn in turns if turn.step is Step.DONE}
    ]
    return sum(row.state is PostState.SENDING for row in rows)


def _describe(person: Person, request: Request, turn: Turn | None) -> str:
    after = f"{request.sent - person.requests[0].sent:.0f} s after the first"
    sign = "no sign" if request.sign is None else f"a sign after {request.sign:.1f} s"
    end = f"turn {turn.id}: {turn.step}, {turn.progress}" if turn else "no turn"
    return f"{person.phone.chat} {request.text!r}, {after}: {sign}; {end}"


def _judge_turns(
    person: Person, turns: Sequence[Turn], uncertain: int, verdict: Verdict
) -> None:
    """``uncertain`` videos may or may not have been posted, and their turns say so."""
    distinct = {turn.id: turn for turn in turns}
    for turn in distinct.values():
        verdict.ends[turn.step] += 1
        if not is_ended(turn.step):
            verdict.lost.append(f"{turn.chat} turn {turn.id}: {turn.step} for ever")
    edits = [
        turn
        for turn in distinct.values()
        if turn.step is Step.DONE and turn.progress.edited
    ]
    # Waiting edits become one video: the last edit's, or one that it owes. If that failed,
    # the person was told so and has a button for the video.
    due = sum(bool(turn.progress.url or turn.progress.link) for turn in edits[:-1])
    edited = [turn for turn in distinct.values() if turn.progress.edited]
    due += bool(edits) and edited[-1].step is Step.DONE
    due -= uncertain  # the person was told, and has a button for it
    videos = person.phone.videos()
    if videos > len(person.requests):
        verdict.doubled.append(
            f"{person.phone.chat}: {videos} videos for {len(person.requests)} requests"
        )
    if videos < due:
        verdict.lost.append(
            f"{person.phone.chat}: {videos} videos, {due} due for {len(edits)} edits"
        )


async def _judge_bill(
    person: Person,
    session: str,
    redis: Redis,
    verdict: Verdict,
    refused: Mapping[str, int],
) -> None:
    record = await redis.hget(f"studio:{{{session}}}:project", "record")
    if not record:
        return
    project = json.loads(record)
    chat, requests = person.phone.chat, len(person.requests)
    carried_out = project["instructions"] - refused.get(session, 0)
    if carried_out > requests:
        verdict.doubled.append(
            f"{chat}: {carried_out} instructions of {requests} requests"
        )
    edits = len(project["versions"])
    account = f"studio:{{{project['user_id']}}}:account"
    paid = int(await redis.hget(account, "spent") or 0)
    if paid > requests or edits > requests:
        verdict.paid_twice.append(
            f"{chat}: {requests} requests, {edits} edits, {paid} credits"
        )


def refused_instructions(logs: Iterable[Path]) -> Counter[str]:
    """Count by session what studios refused although it may have been stored."""
    counts: Counter[str] = Counter()
    for log in logs:
        counts.update(re.findall(r"session (\S+): instruction", log.read_text()))
    return counts


async def _sessions(redis: Redis) -> dict[str, list[str]]:
    """The agent's sessions of each chat."""
    sessions: dict[str, list[str]] = defaultdict(list)
    async for key in redis.scan_iter("{vm}:p:*"):
        project = project_from_json(await redis.get(key))
        if project and project.session:
            sessions[project.chat].append(project.session.session_id)
    return sessions


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which the share lies; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def memory_line(samples: Sequence[tuple[float, str, int]]) -> Iterator[str]:
    """Megabytes of each part in the first and the last third of the time."""
    if not samples:
        return
    over = samples[-1][0]
    parts = dict.fromkeys(name for _, name, _ in samples)
    for part in parts:
        own = [(at, size) for at, name, size in samples if name == part and size]
        early = [size for at, size in own if at < over / 3]
        late = [size for at, size in own if at > over * 2 / 3]
        if early and late:
            means = (sum(early) / len(early), sum(late) / len(late))
            most = max(size for _, size in own)
            first, last = (round(mean / _MB) for mean in means)
            yield f"{part} {first} → {last} MB (most {round(most / _MB)})"
