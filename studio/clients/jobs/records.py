"""Store the records of jobs in Redis: one hash each, changed by single-key scripts.

``studio:job:<key>`` is a job; ``studio:jobs:<kind>`` lists videos by their creation;
``studio:session:<id>:jobs`` the jobs of a session, ``studio:user:<id>:open`` the open
videos of a user. Ended jobs without a video expire after a day.
"""

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

from redis.asyncio import Redis

from common.redis.lua import Script, answers_in
from studio.model.jobs.job import (
    VIDEO_KINDS,
    Job,
    JobKind,
    JobState,
    Operation,
    Outcome,
)

CHANGES = "studio:jobs:changed"
"""The channel on which the keys of changed jobs are published."""
_ENDED_SECONDS = 86_400
_OPEN_SECONDS = 7 * 86_400
"""Seconds after which a job no longer counts as open, in case its end was not recorded."""

_ANSWER = answers_in("job")

_CREATE = Script(
    _ANSWER
    + """
local state = redis.call('HGET', job, 'state')
if state and not (anew == '1' and state ~= 'pending' and state ~= 'processing') then
  return 0
end
redis.call('DEL', job)
redis.call('HSET', job, unpack(rest))
return answer(1)
""",
    keys="job",
    args="anew",
)

_BEGIN = Script(
    _ANSWER
    + """
local state = redis.call('HGET', job, 'state')
local again = state == 'processing' and redis.call('HGET', job, 'slot') == slot
if state ~= 'pending' and not again then return 0 end
redis.call('HSET', job, 'state', 'processing', 'slot', slot, 'progress', 0)
return answer(redis.call('HINCRBY', job, 'attempts', 1))
""",
    keys="job",
    args="slot",
)

_FENCE = """
if redis.call('HGET', job, 'state') ~= 'processing'
  or redis.call('HGET', job, 'attempts') ~= attempt then return 0 end
"""

_REPORT = Script(
    _FENCE + "redis.call('HSET', job, 'progress', progress) return 1",
    keys="job",
    args="attempt progress",
)

_GIVE_BACK = Script(
    _ANSWER
    + _FENCE
    + """
redis.call('HSET', job, 'state', 'pending', 'slot', '', 'progress', 0)
redis.call('HINCRBY', job, 'attempts', -1)
return answer(1)
""",
    keys="job",
    args="attempt",
)

_END = Script(
    _ANSWER
    + _FENCE
    + """
redis.call('HSET', job, 'state', state, 'error', error, 'result', result)
if state == 'completed' then redis.call('HSET', job, 'progress', 1) end
return answer(1)
""",
    keys="job",
    args="attempt state error result",
)

_CANCEL = Script(
    _ANSWER
    + """
local state = redis.call('HGET', job, 'state')
if state ~= 'pending' and state ~= 'processing' then return false end
redis.call('HSET', job, 'state', 'cancelled')
return answer(redis.call('HGET', job, 'slot') or '')
""",
    keys="job",
)


class JobRecords:
    """Records of jobs. Changes by an earlier attempt are refused."""

    def __init__(self, redis: Redis) -> None:
        self._redis: Any = redis
        self._create = _CREATE.bind(redis)
        self._begin = _BEGIN.bind(redis)
        self._report = _REPORT.bind(redis)
        self._give_back = _GIVE_BACK.bind(redis)
        self._end = _END.bind(redis)
        self._cancel = _CANCEL.bind(redis)

    async def create(self, job: Job, token: str, *, anew: bool) -> bool:
        """Store a job with the name of its task; False if it exists already."""
        fields = [part for pair in _fields(job, token).items() for part in pair]
        if not await self._create(*fields, job=_key(job.key), anew=int(anew)):
            return False
        if job.session_id:
            await self._redis.sadd(_session(job.session_id), job.key)
        if job.kind in VIDEO_KINDS:
            await self._redis.zadd(_all(job.kind), {job.key: job.created})
        if job.kind in VIDEO_KINDS and job.is_open:
            await self._redis.zadd(_user(job.user_id), {job.key: job.created})
            await self._redis.expire(_user(job.user_id), _OPEN_SECONDS)
        return True

    async def get(self, key: str) -> Job | None:
        """Return a job."""
        fields = await self._redis.hgetall(_key(key))
        return _job(key, fields) if fields else None

    async def token(self, key: str) -> str:
        """Return the name of the job's own task."""
        return str(await self._redis.hget(_key(key), "token") or "")

    async def set_kind(self, key: str, kind: JobKind) -> None:
        """Move a job that made no video into another class."""
        await self._redis.hset(_key(key), "kind", kind)

    async def begin(self, key: str, slot: str) -> int:
        """Mark a job as running in a slot; return its attempt.

        0 if it has ended, or runs in another slot.
        """
        attempt = int(await self._begin(job=_key(key), slot=slot))
        if attempt:
            await self._publish(key)
        return attempt

    async def report(self, key: str, attempt: int, progress: float) -> bool:
        """Store the progress; False if another attempt owns the job."""
        number = f"{progress:.4f}"
        if await self._report(job=_key(key), attempt=attempt, progress=number):
            await self._publish(key)
            return True
        return False

    async def give_back(self, key: str, attempt: int) -> bool:
        """Let the job wait again; this attempt does not count."""
        if await self._give_back(job=_key(key), attempt=attempt):
            await self._publish(key)
            return True
        return False

    async def end(self, job: Job, attempt: int, outcome: Outcome) -> bool:
        """Store the outcome of the job; False if another attempt owns it."""
        stored = await self._end(
            job=_key(job.key),
            attempt=attempt,
            state=outcome.state,
            error=outcome.error,
            result=json.dumps(dict(outcome.result)),
        )
        if stored:
            await self._ended(job)
        return bool(stored)

    async def cancel(self, job: Job) -> str | None:
        """End an open job; return the slot that it runs in, None if it had ended."""
        slot = await self._cancel(job=_key(job.key))
        if slot is None:
            return None
        await self._ended(job)
        return str(slot)

    async def delete(self, job: Job) -> None:
        """Delete a job's record."""
        await self._redis.delete(_key(job.key))
        await self._redis.srem(_session(job.session_id), job.key)
        await self._redis.zrem(_all(job.kind), job.key)
        await self._redis.zrem(_user(job.user_id), job.key)
        await self._publish(job.key)

    async def of_session(self, session_id: str) -> list[Job]:
        """Return the jobs of a session."""
        return await self._existing(await self._redis.smembers(_session(session_id)))

    async def created_before(self, kind: JobKind, before: float) -> list[Job]:
        """Return the videos of a kind created before a unix time, oldest first."""
        keys = await self._redis.zrangebyscore(_all(kind), "-inf", f"({before}")
        return await self._existing(keys)

    async def open_jobs(self, user_id: str) -> int:
        """Return how many videos of a user wait or run."""
        oldest = time.time() - _OPEN_SECONDS
        return int(await self._redis.zcount(_user(user_id), oldest, "+inf"))

    async def _existing(self, keys: Sequence[str]) -> list[Job]:
        records = [await self.get(key) for key in keys]
        return [job for job in records if job]

    async def _ended(self, job: Job) -> None:
        await self._redis.zrem(_user(job.user_id), job.key)
        if job.kind not in VIDEO_KINDS:
            await self._redis.srem(_session(job.session_id), job.key)
            await self._redis.expire(_key(job.key), _ENDED_SECONDS)
        await self._publish(job.key)

    async def _publish(self, key: str) -> None:
        await self._redis.publish(CHANGES, key)


def _fields(job: Job, token: str) -> dict[str, str | float]:
    return {
        "kind": job.kind,
        "operation": job.operation,
        "id": job.id,
        "user_id": job.user_id,
        "session_id": job.session_id,
        "payload": json.dumps(dict(job.payload)),
        "created": job.created,
        "state": job.state,
        "progress": job.progress,
        "error": job.error,
        "result": json.dumps(dict(job.result)),
        "attempts": job.attempts,
        "request": job.request,
        "token": token,
        "slot": "",
    }


def _job(key: str, fields: Mapping[str, str]) -> Job:
    return Job(
        key,
        JobKind(fields["kind"]),
        Operation(fields["operation"]),
        fields["id"],
        fields["user_id"],
        fields["session_id"],
        json.loads(fields["payload"]),
        float(fields["created"]),
        JobState(fields["state"]),
        float(fields["progress"]),
        fields["error"],
        json.loads(fields["result"]),
        int(fields["attempts"]),
        fields["request"],
    )


def _key(job: str) -> str:
    return f"studio:job:{job}"


def _session(session_id: str) -> str:
    return f"studio:session:{session_id}:jobs"


def _all(kind: JobKind) -> str:
    return f"studio:jobs:{kind}"


def _user(user_id: str) -> str:
    return f"studio:user:{user_id}:open"
