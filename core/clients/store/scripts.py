"""Lua scripts of projects, quotas, notes and tokens; those of turns are in ``turns``."""

from common.redis.lua import Script, answers_in

SAVE_PROJECT = Script(
    """
if redis.call('HEXISTS', others_key, id) == 1 then
  redis.call('HSET', others_key, id, text)
  redis.call('EXPIRE', others_key, seconds)
  return 1
end
local ok, held = pcall(cjson.decode, redis.call('GET', current_key) or '')
local known = ok and type(held) == 'table' and held.id
if known == id or (create == '1' and not known) then
  redis.call('SET', current_key, text, 'EX', seconds)
  return 1
end
return 0
""",
    keys="current_key others_key",
    args="id text seconds create",
)
"""Returns 1 if the project was stored, 0 if no project has this id any more."""

OPEN_PROJECT = Script(
    """
local text = fresh
if project_id ~= '' then text = redis.call('HGET', others_key, project_id) end
if not text then return 0 end
local current = redis.call('GET', current_key)
local ok, held = pcall(cjson.decode, current or '')
if fresh ~= '' and ok and type(held) == 'table'
  and held.id == cjson.decode(fresh).id then return 1 end
if ok and type(held) == 'table' and held.id
  and (type(held.session) == 'table' or #(held.clips or {}) > 0 or held.linked) then
  redis.call('HSET', others_key, held.id, current)
  redis.call('EXPIRE', others_key, seconds)
end
redis.call('SET', current_key, text, 'EX', seconds)
if project_id ~= '' then redis.call('HDEL', others_key, project_id) end
return 1
""",
    keys="current_key others_key",
    args="seconds fresh project_id",
)
"""Returns 1; 0 if no project has this id.

A repeated call knows its fresh project by the id, and by ``project_id`` opens what is open.
"""

TAKE = Script(
    answers_in("person_key")
    + """
local names = {'turns', 'megabytes', 'credits'}
local fields = {'turns', 'bytes', 'credits'}
local holders = {{person_key, 'person '}, {chat_key, 'chat '}}
for i, holder in ipairs(holders) do
  for j = 1, 3 do
    local limit = tonumber(rest[3 * (i - 1) + j])
    local used = tonumber(redis.call('HGET', holder[1], fields[j]) or 0)
    local more = tonumber(({turns, bytes, 0})[j])
    if limit > 0 and (used + more > limit or (j == 3 and used >= limit)) then
      return holder[2] .. names[j]
    end
  end
end
for i, holder in ipairs(holders) do
  if holder[1] ~= person_key or i == 1 then
    redis.call('HINCRBYFLOAT', holder[1], 'turns', turns)
    redis.call('HINCRBYFLOAT', holder[1], 'bytes', bytes)
    redis.call('EXPIRE', holder[1], seconds)
  end
end
return answer('')
""",
    keys="person_key chat_key",
    args="seconds turns bytes",
)
"""``rest`` are the limits of turns, bytes and credits, of the person, then of the chat. In
a private chat both keys are the same and the chat's limits are 0. Returns "" on success,
else the quota that is used up, e.g. "chat turns"."""

SPEND = Script(
    answers_in("key")
    + """
redis.call('HINCRBYFLOAT', key, field, amount)
redis.call('EXPIRE', key, seconds)
return answer(1)
""",
    keys="key",
    args="field amount seconds",
)

REFUND_TURN = Script(
    answers_in("key")
    + """
if tonumber(redis.call('HGET', key, 'turns') or 0) <= 0 then return 0 end
redis.call('HINCRBYFLOAT', key, 'turns', -1)
return answer(1)
""",
    keys="key",
)

CLEAR_NOTE = Script(
    """
if redis.call('HGET', key, field) == text then redis.call('HDEL', key, field) end
""",
    keys="key",
    args="field text",
)

WRITE_NOTE = Script(
    """
redis.call('HSET', key, field, text)
redis.call('EXPIRE', key, seconds)
""",
    keys="key",
    args="field text seconds",
)

DROP_TOKEN = Script(
    answers_in("answers_key")
    + """
if redis.call('HDEL', key, field) == 0 then return 0 end
answer(1)
redis.call('EXPIRE', answers_key, answer_seconds)
return 1
""",
    keys="key answers_key",
    args="field answer_seconds",
)
"""Returns 1 if there was a token."""

DOUBT_TOKEN = Script(
    """
if redis.call('SET', key, call, 'NX', 'EX', seconds) then return 1 end
return redis.call('GET', key) == call and 1 or 0
""",
    keys="key",
    args="seconds",
)
"""Returns 1 if the token was not in doubt before this call.

The first call alone writes the key, so no other one can take its id away.
"""
