"""Lua scripts of the turn store: each is atomic.

Times are Redis' own, in milliseconds. ``{vm}:lease`` is a sorted set chat -> when it is
due: this serves as the expiry of a held lease, the timer of a wait, and the fallback for a
lost hint. Turn keys are made from ids, all of a chat in one hash slot. The state machine
defines which steps are ends.
"""

from common.redis.lua import Script
from core.clients.store.turns.cards import ADD_STRAY

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""

_FENCED = """
if redis.call('HGET', chat_key, 'fence') ~= fence
  or redis.call('HGET', chat_key, 'owner') ~= owner then return -1 end
"""

SUBMIT = Script(
    _NOW
    + """
local known = redis.call('GET', seen_key)
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
"""``rest`` are the turn's fields and values. Returns fresh (0 or 1), the turn's id, its place."""

AMEND = Script(
    _NOW
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
return 1
""",
    keys="seen_key turn_key lease_key mailbox_key",
    args="version seen_seconds hold_ms request id chat waiting_step",
)
"""``rest`` is key and mark of each message. Returns an ``AmendResult``."""

CLAIM = Script(
    _NOW
    + """
local id = redis.call('LINDEX', mailbox_key, 0)
while id and redis.call('EXISTS', turn_prefix .. id) == 0 do
  redis.call('LPOP', mailbox_key)
  id = redis.call('LINDEX', mailbox_key, 0)
end
if not id then redis.call('ZREM', lease_key, chat); return {'empty'} end
local turn = turn_prefix .. id
local due = tonumber(redis.call('ZSCORE', lease_key, chat) or 0)
local holder = redis.call('HGET', chat_key, 'owner')
if holder and due > now then return {'busy'} end
local wait = tonumber(redis.call('HGET', chat_key, 'wait') or 0)
local ready = tonumber(redis.call('HGET', turn, 'ready') or 0)
if ready > wait then wait = ready end
if wait > now then
  redis.call('ZADD', lease_key, wait, chat)
  return {'wait', wait - now}
end
local fence = redis.call('HINCRBY', chat_key, 'fence', 1)
redis.call('HSET', chat_key, 'owner', owner)
redis.call('HDEL', chat_key, 'wait')
redis.call('EXPIRE', chat_key, chat_seconds)
local marked = tonumber(redis.call('HGET', turn, 'marked') or now)
if redis.call('HEXISTS', turn, 'begun') == 1 then
  redis.call('HSET', turn, 'resumed', 1)
end
redis.call('HSET', turn, 'begun', now)
redis.call('ZADD', lease_key, now + lease_ms, chat)
return {'turn', fence, id, now - marked, redis.call('HGETALL', turn)}
""",
    keys="chat_key mailbox_key lease_key",
    args="chat owner lease_ms chat_seconds turn_prefix",
)

CHECKPOINT = Script(
    _NOW
    + _FENCED
    + """
local step = redis.call('HGET', turn_key, 'step')
if step ~= old_step and step ~= new_step then return -2 end
redis.call('HSET', turn_key, 'step', new_step, 'marked', now, unpack(rest))
return 1
""",
    keys="chat_key turn_key",
    args="fence owner old_step new_step",
)
"""``rest`` are fields and values. Returns 1; a negative number if the lease is lost."""

FINISH = Script(
    _NOW
    + ADD_STRAY
    + _FENCED
    + """
if redis.call('LINDEX', mailbox_key, 0) == id then redis.call('LPOP', mailbox_key) end
redis.call('HSET', turn_key, 'step', step, 'ended', now)
if step ~= keep_step then redis.call('HDEL', turn_key, 'before') end
redis.call('EXPIRE', turn_key, turn_seconds)
redis.call('HDEL', chat_key, 'owner')
if stray ~= '' then add_stray(stray) end
if redis.call('HEXISTS', turn_key, 'announced') == 1 then
  add_stray(unrecorded)
end
if redis.call('LLEN', mailbox_key) > 0 then
  redis.call('ZADD', lease_key, now, chat)
  return 1
end
redis.call('ZREM', lease_key, chat)
return 0
""",
    keys="chat_key turn_key mailbox_key lease_key strays_key",
    args="fence owner chat id step turn_seconds keep_step stray unrecorded grace_ms",
)
"""``stray`` is a message that the turn leaves, or empty."""

RELEASE = Script(
    _NOW
    + _FENCED
    + """
redis.call('HDEL', chat_key, 'owner')
redis.call('HSET', chat_key, 'wait', now + delay_ms)
redis.call('ZADD', lease_key, now + delay_ms, chat)
return 1
""",
    keys="chat_key lease_key",
    args="fence owner chat delay_ms",
)

RENEW = Script(
    _NOW
    + """
local out = {}
for i = 1, #rest, 3 do
  local chat, id, fence = rest[i], rest[i + 1], rest[i + 2]
  local key = chat_prefix .. chat
  if redis.call('HGET', key, 'owner') == owner
    and redis.call('HGET', key, 'fence') == fence then
    redis.call('ZADD', lease_key, 'XX', now + lease_ms, chat)
    if redis.call('HEXISTS', turn_prefix .. id, 'cancel') == 1 then
      out[#out + 1] = 'cancel'
      out[#out + 1] = chat
    end
  else
    out[#out + 1] = 'lost'
    out[#out + 1] = chat
  end
end
return out
""",
    keys="lease_key",
    args="owner lease_ms chat_prefix turn_prefix",
)
"""``rest`` is chat, turn and fence of each lease."""

DUE = Script(
    _NOW
    + """
return redis.call('ZRANGEBYSCORE', lease_key, 0, now, 'LIMIT', 0, limit)
""",
    keys="lease_key",
    args="limit",
)

CANCEL = Script(
    _NOW
    + ADD_STRAY
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
  return 1
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
return 2
""",
    keys="chat_key mailbox_key turn_key lease_key strays_key",
    args="chat id by turn_seconds cancelled_step grace_ms",
)
"""``rest`` are the steps that are ends. Returns a ``CancelResult``.

The card of a dequeued turn becomes a stray.
"""

CLAIM_POST = Script(
    _FENCED
    + """
local row = redis.call('HGET', turn_key, field)
if not row or row == '' then redis.call('HSET', turn_key, field, sending) end
return row or ''
""",
    keys="chat_key turn_key",
    args="fence owner field sending",
)
"""Returns the row as it was; an empty one is set to SENDING."""

SET_POST = Script(
    _FENCED
    + """
redis.call('HSET', turn_key, field, row)
return 1
""",
    keys="chat_key turn_key",
    args="fence owner field row",
)

MIGRATE = Script(
    _NOW
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
    _NOW
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
    _NOW
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
