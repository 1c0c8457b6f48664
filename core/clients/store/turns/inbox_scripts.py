"""Lua scripts that put turns into chats and take them out, each atomic.

Times are Redis' own, in milliseconds. Turn keys are made from ids, all of a chat in one
hash slot. The state machine defines which steps are ends.
"""

from common.redis.lua import Script, answers_in
from core.clients.store.turns.lua_snippets import ADD_STRAY, NOW

SUBMIT = Script(
    NOW
    + """
local known = redis.call('GET', seen_key)
if known == id then return {1, id, math.max(1, redis.call('LLEN', mailbox_key))} end
if known then return {0, known, 0} end
redis.call('SET', seen_key, id, 'EX', seen_seconds)
redis.call('HSET', turn_key, 'ready', now + hold_ms, unpack(rest))
redis.call('EXPIRE', turn_key, turn_seconds)
if message_mark ~= '' then
  redis.call('SET', message_key, id .. ' ' .. message_mark, 'EX', seen_seconds)
end
local place = redis.call('RPUSH', mailbox_key, id)
if place > 1 or held ~= '' then redis.call('HSET', turn_key, 'announced', 1) end
if place == 1 then redis.call('ZADD', lease_key, now + hold_ms, chat) end
return {1, id, place}
""",
    keys="seen_key message_key mailbox_key turn_key lease_key",
    args="chat id message_mark held seen_seconds turn_seconds hold_ms",
)
"""``rest`` are the turn's fields and values. Returns fresh (0 or 1), the turn's id, its place.

``id`` is new in each call, and the first call alone writes ``seen_key``: a repeated one
finds its own id there.
"""

MARK_SEEN = Script(
    """
local mark = no_turn .. ' ' .. call .. ' ' .. target
if redis.call('SET', seen_key, mark, 'NX', 'EX', seen_seconds) then return 1 end
return redis.call('GET', seen_key) == mark and 1 or 0
""",
    keys="seen_key",
    args="no_turn target seen_seconds",
)
"""Returns 1 if the key did not exist before this call; ``target`` is an id or empty.

The first call alone writes the key, so no other one can take its id away.
"""

AMEND = Script(
    NOW
    + answers_in("turn_key")
    + """
if redis.call('EXISTS', seen_key) == 1 then return 2 end
if redis.call('HGET', turn_key, 'step') ~= waiting_step
  or redis.call('HEXISTS', turn_key, 'begun') == 1
  or redis.call('HGET', turn_key, 'version') ~= version then return 0 end
redis.call('SET', seen_key, id, 'EX', seen_seconds)
redis.call('HSET', turn_key, 'asked', request, 'ready', now + hold_ms)
redis.call('HINCRBY', turn_key, 'version', 1)
for i = 1, #rest, 2 do
  redis.call('SET', rest[i], id .. ' ' .. rest[i + 1], 'EX', seen_seconds)
end
if redis.call('LINDEX', mailbox_key, 0) == id then
  redis.call('ZADD', lease_key, now + hold_ms, chat)
end
return answer(1)
""",
    keys="seen_key turn_key lease_key mailbox_key",
    args="version seen_seconds hold_ms request id chat waiting_step",
)
"""``rest`` is key and mark of each message. Returns an ``AmendResult``."""

CANCEL = Script(
    NOW
    + ADD_STRAY
    + answers_in("turn_key")
    + """
local step = redis.call('HGET', turn_key, 'step')
if not step then return 0 end
for _, ended in ipairs(rest) do
  if step == ended then return 0 end
end
local first = redis.call('LINDEX', mailbox_key, 0) == id
if redis.call('HEXISTS', turn_key, 'begun') == 1 then
  redis.call('HSET', turn_key, 'cancel', by)
  if not redis.call('HGET', chat_key, 'owner') then
    redis.call('HDEL', chat_key, 'wait')
    redis.call('HSET', turn_key, 'ready', now)
    redis.call('ZADD', lease_key, now, chat)
  end
  return answer(1)
end
redis.call('LREM', mailbox_key, 1, id)
redis.call('HSET', turn_key, 'step', cancelled_step, 'cancel', by, 'ended', now)
redis.call('EXPIRE', turn_key, turn_seconds)
local card = redis.call('HGET', turn_key, 'card')
if card or redis.call('HEXISTS', turn_key, 'announced') == 1 then
  add_stray(id .. ' ' .. (card or ''))
end
if first and redis.call('LLEN', mailbox_key) > 0 then
  redis.call('ZADD', lease_key, now, chat)
end
return answer(2)
""",
    keys="chat_key mailbox_key turn_key lease_key strays_key",
    args="chat id by turn_seconds cancelled_step grace_ms",
)
"""``rest`` are the steps that are ends. Returns a ``CancelResult``.

The card of a dequeued turn becomes a stray.
"""

MIGRATE = Script(
    NOW
    + """
local ids = redis.call('LRANGE', old_mailbox_key, 0, -1)
for i = 1, #ids do
  redis.call('HSET', turn_prefix .. ids[i], 'chat', new)
  redis.call('RPUSH', new_mailbox_key, ids[i])
end
redis.call('DEL', old_mailbox_key)
redis.call('HDEL', old_chat_key, 'owner')
redis.call('HINCRBY', old_chat_key, 'fence', 1)
redis.call('EXPIRE', old_chat_key, chat_seconds)
redis.call('ZREM', lease_key, old)
if #ids > 0 and not redis.call('ZSCORE', lease_key, new) then
  redis.call('ZADD', lease_key, now, new)
end
return #ids
""",
    keys="old_chat_key old_mailbox_key new_mailbox_key lease_key",
    args="old new turn_prefix chat_seconds",
)

DETACH = Script(
    NOW
    + """
local ids = redis.call('LRANGE', mailbox_key, 0, -1)
if #ids == 0 then return ids end
redis.call('HDEL', chat_key, 'owner')
redis.call('HINCRBY', chat_key, 'fence', 1)
redis.call('HSET', chat_key, 'wait', now + pause_ms)
redis.call('EXPIRE', chat_key, chat_seconds)
redis.call('ZADD', lease_key, now + pause_ms, chat)
return ids
""",
    keys="chat_key mailbox_key lease_key",
    args="chat pause_ms chat_seconds",
)
"""Revokes the chat's lease and returns its turns; no worker leases them for a while."""

ATTACH = Script(
    NOW
    + """
if redis.call('EXISTS', turn_key) == 1 then return 0 end
redis.call('HSET', turn_key, unpack(rest))
redis.call('EXPIRE', turn_key, turn_seconds)
redis.call('RPUSH', mailbox_key, id)
if not redis.call('ZSCORE', lease_key, chat) then
  redis.call('ZADD', lease_key, now, chat)
end
return 1
""",
    keys="turn_key mailbox_key lease_key",
    args="chat id turn_seconds",
)
"""``rest`` are the turn's fields and values. Returns 0 if the turn is there already."""
