"""Make turns from messages: merge into a waiting turn, else append to the queue."""

import logging
from contextlib import suppress
from dataclasses import replace

from common.correlation import bound
from core.errors import OverQuota, StoreDown
from core.flows.intake.notices import Notices, notice_once
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.failure_words import describe_over_quota
from core.flows.turn.open_questions import early_request_field
from core.model.chat import ChatId, Clip, Sender, UpdateId
from core.model.inbound import InboundResult, MessageReceived
from core.model.reply import ButtonVerb, Reply
from core.model.session import Project, ProjectId
from core.model.turn import AmendResult, Turn, TurnId, TurnKind, TurnRequest
from core.ports import WakeQueue
from core.rules.intake import merging
from core.rules.intake.text_length import refusal_of_length
from core.rules.text.wording import say

_log = logging.getLogger(__name__)


class Enqueuer:
    """Stores turns, counts them against the quotas and wakes the workers."""

    def __init__(self, deps: Dependencies, queue: WakeQueue, notices: Notices) -> None:
        self._deps = deps
        self._store = deps.store
        self._queue = queue
        self._notices = notices
        self._most = deps.config.most_waiting

    async def enqueue_with_early_request(
        self, message: MessageReceived, language: str
    ) -> InboundResult:
        """Enqueue a message; with clips, add the instruction that was waiting for them."""
        field, sender = early_request_field(message.chat), message.sender.id
        has_clips = bool(message.clips or message.quoted)
        early = await self._deps.notes.read(sender, field) if has_clips else ""
        text = "\n".join(part for part in (early, message.text.strip()) if part)
        kind = TurnKind.INSTRUCT if text else TurnKind.UPLOAD
        result = await self.enqueue(
            replace(message, text=text), kind, language, held=bool(early)
        )
        if early and not result.notice:
            await self._deps.notes.write(sender, field, "")
        return result

    async def enqueue(
        self,
        message: MessageReceived,
        kind: TurnKind,
        language: str,
        *,
        held: bool = False,
        answers: bool = False,
        is_title: bool = False,
        is_undo: bool = False,
    ) -> InboundResult:
        """Merge the message into a waiting turn if it belongs to one, else append a turn.

        A text that is too long is refused. ``answers``, ``is_title`` and ``is_undo`` as in
        ``TurnRequest``.
        """
        if refusal := refusal_of_length(language, message.text):
            return await notice_once(self._deps, message.update, refusal)
        now = self._deps.clock.now()
        while (last := await self._store.newest_pending(message.chat)) is not None:
            if not merging.can_merge(last.request, message, kind, now):
                break
            merged = merging.merge(last.request, message, kind, language, now)
            merged = replace(
                merged,
                answers=answers or merged.answers,
                is_title=is_title or merged.is_title,
                is_undo=is_undo or merged.is_undo,
            )
            if result := await self._amend(last, message, merged):
                return result
            again = await self._store.turn(last.id)
            if again is None or again.version == last.version:
                break  # it has started
        request, is_bare = await self._request(message, kind, language)
        request = replace(
            request,
            held_for_clips=held,
            answers=answers,
            is_title=is_title,
            is_undo=is_undo,
        )
        hold = self._hold_seconds(request, bare=is_bare)
        size = _bytes_of(request.clips)
        return await self.submit(message.update, message.chat, request, hold, size)

    def _hold_seconds(self, request: TurnRequest, *, bare: bool) -> float:
        settle = self._deps.config.gather
        return merging.hold_seconds(request, bare=bare, settle=settle)

    async def _amend(
        self, last: Turn, message: MessageReceived, request: TurnRequest
    ) -> InboundResult | None:
        """Store the merged request in the waiting turn ``last``; None if the turn has changed."""
        hold = self._hold_seconds(request, bare=False)
        size = _bytes_of(message.quoted + message.clips)
        who, group = message.sender.id, None if message.private else message.chat
        try:
            await self._deps.quotas.take(who, group, 0, size)
        except OverQuota as error:
            words = self._over_quota(request, error)
            return await self._refuse(message.update, message.chat, request, words)
        done = await self._store.amend(message.update, last, request, hold)
        if done is not AmendResult.DONE:
            await self._deps.quotas.spend(who, group, "bytes", -size)
            return InboundResult(False) if done is AmendResult.REPEATED else None
        _log.info("turn %s: update %s added", last.id, message.update)
        await self.wake(message.chat, hold)
        in_album = message.album and message.album == last.request.album
        if message.message and not in_album:
            self._notices.spawn(
                self._notices.acknowledge(message.chat, message.message)
            )
        return InboundResult(True)

    async def _request(
        self, message: MessageReceived, kind: TurnKind, language: str
    ) -> tuple[TurnRequest, bool]:
        """The request of a message, and whether neither it nor its project has clips."""
        speaker = replace(message.sender, language=language)
        project = await self._project(message, speaker)
        is_instruction = kind is TurnKind.INSTRUCT
        request = TurnRequest(
            kind,
            message.sender,
            message.text.strip() if is_instruction else "",
            message.quoted + message.clips,
            merging.messages_of(message),
            merging.words_of(message),
            message.album,
            language,
            message.private,
            message.place,
            at=self._deps.clock.now(),
            project=project.id,
            replied=merging.pointed_clips(
                message, {project_clip.clip.ref for project_clip in project.clips}
            ),
            replied_version=await _replied_version(self._deps, message),
        )
        return request, is_instruction and not request.clips and not project.clips

    async def _project(self, message: MessageReceived, speaker: Sender) -> Project:
        """The project that the message is meant for."""
        sessions = self._deps.sessions
        if message.project:
            id_ = ProjectId(message.project)
            return await sessions.claim(message.chat, speaker, id_)
        return await sessions.current(message.chat, speaker)

    async def submit(
        self,
        update: UpdateId,
        chat: ChatId,
        request: TurnRequest,
        hold: float = 0.0,
        size: int = 0,
        refusal: UpdateId | None = None,
    ) -> InboundResult:
        """Store the turn; ``size`` is the known size of its clips in bytes.

        A refusal is recorded under the update ``refusal``, if given.
        """
        if await self._waits_too_much(chat, request):
            words = say(request.language, "turn.too_many", count=self._most)
            return await self._refuse(refusal or update, chat, request, words)
        turns = int(request.kind in {TurnKind.INSTRUCT, TurnKind.EXPORT})
        who, group = request.asker.id, None if request.private else chat
        try:
            if turns or size:
                await self._deps.quotas.take(who, group, turns, size)
        except OverQuota as error:
            words = self._over_quota(request, error)
            return await self._refuse(refusal or update, chat, request, words)
        done = await self._store.submit(update, chat, request, hold)
        if done.fresh:
            with bound(done.turn):
                _log.info("turn %s: queued for update %s", done.turn, update)
                await self.wake(chat, hold)
                announced = self._notices.announce_turn(chat, request, done, hold)
                self._notices.spawn(announced)
        else:  # the platform delivered it twice: count it once
            await self._deps.quotas.spend(who, group, "turns", -turns)
            await self._deps.quotas.spend(who, group, "bytes", -size)
        return InboundResult(done.fresh)

    async def _waits_too_much(self, chat: ChatId, request: TurnRequest) -> bool:
        """Whether this person has too many waiting requests in the chat."""
        if await self._store.pending_count(chat) < self._most:
            return False
        turns = await self._store.pending_turns(chat)
        asker = request.asker.id
        return sum(turn.request.asker.id == asker for turn in turns) >= self._most

    def _over_quota(self, request: TurnRequest, error: OverQuota) -> str:
        return describe_over_quota(request.language, error, self._deps.clock.now())

    async def _refuse(
        self, update: UpdateId, chat: ChatId, request: TurnRequest, sentence: str
    ) -> InboundResult:
        """Tell the person once why the request is refused."""
        fresh = await self._store.mark_seen(update)
        if fresh:
            first = request.messages[-1] if request.messages else None
            reply = Reply(sentence, to=first, private_to=request.asker.id)
            self._notices.spawn(self._notices.post(chat, reply))
        return InboundResult(fresh)

    async def wake(self, chat: ChatId, hold: float) -> None:
        with suppress(StoreDown):  # it is stored: the workers' sweep finds it
            await self._queue.wake(chat, hold)


def _bytes_of(clips: tuple[Clip, ...]) -> int:
    """Total size in bytes of the clips whose size is known."""
    return sum(clip.size or 0 for clip in clips)


async def _replied_version(deps: Dependencies, message: MessageReceived) -> int:
    """The number of the version shown by the result replied to, 0 for none.

    Its undo button names the turn that made it.
    """
    for data in message.reply.buttons if message.reply else ():
        verb, id_ = deps.buttons.read(data) or ("", "")
        if verb == ButtonVerb.UNDO:
            turn = await deps.store.turn(TurnId(id_))
            if turn and turn.chat == message.chat:
                return turn.progress.version
    return 0
