"""The spoken half of a turn: bring the clips, say it once, see what changed, tell."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace

from core.errors import (
    AgentDown,
    AgentError,
    ClipTooLarge,
    ClipUnavailable,
    FileTooLarge,
    NotMedia,
    TurnUncertain,
    UnsupportedFile,
    UserError,
)
from core.flows.work import Work
from core.model.agent import AgentState, Uploaded
from core.model.chat import Button, Clip, Reply
from core.model.event import Fault, Refused, Text, ToolCall
from core.model.session import Access, Kept, Project
from core.model.turn import Kind, Step
from core.ports import ByteStream
from core.rules.bodies import state as read_state
from core.rules.scrub import scrubbed
from core.rules.timeline import changes, exportable, summary
from core.rules.translate import translate
from core.rules.wording import CATALOGUES, say

_LOOK = 1.0
_ASKERS = 50


async def balance(work: Work) -> float:
    """The credits that the turn's payer has."""
    got = await work.access()
    return (await work.tools.agent.credits(got.token)).available


async def fetch(work: Work) -> None:
    """Bring what the agent does not have yet; each clip is marked before it goes."""
    got = await work.access()
    project, asker = got.project, work.turn.asked.asker.id
    known = {(kept.clip.ref, kept.clip.url) for kept in project.clips}
    fresh = tuple(
        Kept(clip)
        for clip in work.turn.asked.clips
        if (clip.ref, clip.url) not in known
    )
    if fresh or asker not in project.askers:
        askers = tuple(dict.fromkeys((*project.askers, asker)))[-_ASKERS:]
        project = replace(project, clips=project.clips + fresh, askers=askers)
        await work.tools.sessions.save(project)
    waiting = [kept.clip for kept in project.clips if kept.uploaded is None]
    for index, clip in enumerate(waiting):
        work.facts.update(done=index + 1, total=len(waiting))
        got = replace(
            got, project=await _bring(work, replace(got, project=project), clip)
        )
        project = got.project
    if work.turn.asked.kind is Kind.UPLOAD:
        await work.mark(Step.TELLING)
        return
    state = await work.tools.agent.state(got.token, got.session.session_id)
    await work.mark(
        Step.INSTRUCTING,
        before=_raw(state),
        instructed_at=work.tools.clock.now(),
        counted=_counted(state),
        project=project.id,
    )
    await _instruct(work, got)


async def _bring(work: Work, got: Access, clip: Clip) -> Project:
    """One clip to the agent; a clip that cannot be used does not stop the rest."""
    project = got.project
    try:
        if work.turn.marks.uploading == clip.ref and clip.ref:
            found = await _arrived(work, got)
        else:
            found = None
        if found is None:
            await work.mark(Step.UPLOADING, uploading=clip.ref)
            await work.show()
            found = await _upload(work, got, clip)
    except (
        ClipUnavailable,
        ClipTooLarge,
        UnsupportedFile,
        FileTooLarge,
        NotMedia,
    ) as no:
        sentence = refusal(work, clip, no)
        await work.mark(
            Step.UPLOADING,
            refused=(*work.turn.marks.refused, sentence),
        )
        clips = tuple(kept for kept in project.clips if kept.clip != clip)
    else:
        clips = tuple(
            Kept(clip, found) if kept.clip == clip else kept for kept in project.clips
        )
    project = replace(project, clips=clips)
    await work.tools.sessions.save(project)
    return project


async def _arrived(work: Work, got: Access) -> Uploaded | None:
    """A worker died after it began this upload: does the agent have the clip?"""
    state = await work.tools.agent.state(got.token, got.session.session_id)
    known = sum(1 for kept in got.project.clips if kept.uploaded)
    if len(state.assets) > known:
        return state.assets[known]
    return None


async def _upload(work: Work, got: Access, clip: Clip) -> Uploaded:
    if clip.problem == "too_large":
        raise ClipTooLarge(clip.name, clip.limit or 0, clip.size)
    if clip.problem:
        raise ClipUnavailable(clip.name, clip.problem)
    adapter, agent = work.tools.outbox.adapter(work.chat), work.tools.agent
    session = got.session.session_id
    if url := await adapter.locate(clip):
        done = await agent.upload_urls(got.token, session, [url])
    else:
        async with adapter.open(clip) as stream:
            counted = _Counted(stream)
            done = await agent.upload(got.token, session, [counted.stream])
        if clip.size is None:  # what was known was counted when it was admitted
            who = work.turn.asked.asker.id
            await work.tools.quotas.spend(who, work.room, "bytes", counted.size)
    return done[0] if done else Uploaded(clip.name)


class _Counted:
    """A stream that knows how many bytes went through it."""

    def __init__(self, stream: ByteStream) -> None:
        self.size = 0
        self._chunks = stream.chunks
        self.stream = replace(stream, chunks=self._read())

    async def _read(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            self.size += len(chunk)
            yield chunk


async def restore(work: Work) -> int:
    """Bring all clips into a new session, beside the steps; gives how many are there.

    Those that cannot be had any more are told by the turn that needs them next.
    """
    got = await work.access()
    for kept in got.project.clips:
        if kept.uploaded:
            continue
        with suppress(AgentError, UserError):
            found = await _upload(work, got, kept.clip)
            clips = tuple(
                Kept(kept.clip, found) if each.clip == kept.clip else each
                for each in got.project.clips
            )
            got = replace(got, project=replace(got.project, clips=clips))
            await work.tools.sessions.save(got.project)
    return sum(1 for kept in got.project.clips if kept.uploaded)


def refusal(work: Work, clip: Clip, error: Exception) -> str:
    match error:
        case ClipTooLarge():
            limit = error.limit // 1_000_000
            return work.words("error.clip_large", name=clip.name, limit=limit)
        case FileTooLarge():
            return work.words("error.large", name=clip.name)
        case ClipUnavailable():
            return work.words("error.clip_gone", name=clip.name)
        case _:
            return work.words("error.unsupported", name=clip.name)


async def _instruct(work: Work, got: Access) -> None:
    """Say it, once, and read to the end. The mark stands already."""
    said: list[str] = []
    broken = False
    work.guard()
    try:
        async for event in work.tools.agent.instruct(
            got.token, got.session.session_id, work.turn.asked.text
        ):
            match event:
                case Text(words):
                    said.append(words)
                case ToolCall(name, _):
                    work.facts["tool"] = name
                    await work.show()
                case Fault() | Refused():
                    broken = True  # read on: to leave a live stream aborts the run
                case _:
                    await work.show()
    except AgentDown as error:
        if not error.sent:
            await work.mark(Step.FETCHING)
            raise
        await work.mark(Step.READING, said=tuple(said))
    except TurnUncertain:
        await work.mark(Step.READING, said=tuple(said))
    except AgentError:  # refused: the agent has surely not taken it
        await work.mark(Step.FETCHING)
        raise
    else:
        await work.mark(Step.READING, said=tuple(said), heard=not broken)


async def resume(work: Work) -> None:
    """Someone marked the instruction and died: was it received? Look, never resend.

    Where the agent counts instructions, the count tells, once every request that may
    still be under way has had its time. Where it does not, it is taken as received.
    """
    marks, clock = work.turn.marks, work.tools.clock
    if marks.counted is None:
        await work.mark(Step.READING)
        return
    got = await work.access()
    # By Redis' clock: those of the worker that died and of this one may differ.
    until = clock.now() + max(0.0, work.tools.config.settle - work.turn.idle)
    while True:
        over = clock.now() >= until
        state = await work.tools.agent.state(got.token, got.session.session_id)
        counted = _counted(state)
        if counted is None or counted > marks.counted:
            await work.mark(Step.READING)
            return
        if over:
            await work.mark(Step.FETCHING)
            return
        await work.show()
        await clock.sleep(min(_LOOK, max(0.01, until - clock.now())))


async def read(work: Work) -> None:
    """See what came of it; where the stream broke or said nothing, look again and again."""
    got = await work.access()
    before = read_state({"state": dict(work.turn.before or {})})
    marks = work.turn.marks
    state = await work.tools.agent.state(got.token, got.session.session_id)
    sure = marks.heard and bool(marks.said)
    waits = work.tools.config.reconcile[marks.looks :] if not sure else ()
    for wait in waits:
        if state.draft != before.draft:
            break
        await pause(work, wait)
        await work.mark(Step.READING, looks=work.turn.marks.looks + 1)
        state = await work.tools.agent.state(got.token, got.session.session_id)
    edited = state.draft != before.draft
    if not (edited or sure):
        retry = ((work.button("button.retry", "retry", work.turn.id),),)
        key = "turn.unchanged" if marks.heard else "turn.uncertain"
        await work.say("u", Reply(work.words(key), retry))
        await work.mark(Step.FAILED, fault="ours")
        return
    told = changes(before, state, work.turn.asked.language)
    await work.mark(Step.TELLING, changed=tuple(told), edited=edited)


async def pause(work: Work, seconds: float) -> None:
    """Wait, keeping the card alive."""
    clock = work.tools.clock
    end = clock.now() + seconds
    while (left := end - clock.now()) > 0:
        await work.show()
        await clock.sleep(min(5.0, left))


async def tell(work: Work) -> None:
    """The agent's words, what changed, the timeline and what one may do next."""
    marks, asked = work.turn.marks, work.turn.asked
    for index, sentence in enumerate(marks.refused):
        await work.say(f"r{index}", Reply(sentence))
    if asked.kind is Kind.UPLOAD:
        if len(marks.refused) < len(asked.clips):
            count = len(asked.clips) - len(marks.refused)
            key = "turn.clip" if count == 1 else "turn.clips"
            await work.say(
                "c", Reply(work.words(key, count=count), wishes(work.button))
            )
        await work.mark(Step.DONE)
        return
    shown = [translate(scrubbed(text)) for text in marks.said]
    for index, text in enumerate(shown):
        if text:
            await work.say(f"s{index}", Reply(text))
    if marks.edited:
        got = await work.access()
        state = await work.tools.agent.state(got.token, got.session.session_id)
        line = summary(state.draft, asked.language)
        told = () if any(shown) else marks.changed
        if asked.text in _UNDO and "version" not in state.raw:
            told = (*told, work.words("turn.undone"))  # no exact step back there
        await work.say("t", Reply("\n".join((*told, line)), following(work.button)))
        settings = await work.tools.sessions.settings(work.chat)
        auto = work.tools.config.auto_export and settings.auto_export
        if auto and exportable(state.draft):
            await work.mark(Step.EXPORTING)
            return
    elif not any(shown):
        await work.say("t", Reply(work.words("turn.unchanged"), wishes(work.button)))
    await work.mark(Step.DONE)


_UNDO = {say(language, "wish.undo") for language in CATALOGUES}
Rows = tuple[tuple[Button, ...], ...]


def wishes(button: Callable[[str, str, str], Button]) -> Rows:
    """Things to wish for, for those who do not know yet."""
    return (
        (button("wish.beat", "say", "beat"), button("wish.short", "say", "short")),
        (button("wish.title", "say", "title"),),
    )


def following(button: Callable[[str, str, str], Button]) -> Rows:
    """What one may do after an edit."""
    return (
        (button("button.export", "export", ""), button("button.undo", "say", "undo")),
        (
            button("button.faster", "say", "faster"),
            button("button.calmer", "say", "calmer"),
            button("button.vertical", "say", "vertical"),
        ),
    )


def _counted(state: AgentState) -> int | None:
    found = state.raw.get("instructions")
    return found if isinstance(found, int) else None


def _raw(state: AgentState) -> dict[str, object]:
    return dict(state.raw) or {"draft": dict(state.draft)}
