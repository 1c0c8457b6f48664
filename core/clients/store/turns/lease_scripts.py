"""Lua scripts of workers, each atomic: a chat leased, its turn stored and finished.

Times are Redis' own, in milliseconds. ``{vm}:lease`` is a sorted set chat -> when it is
due: this serves as the expiry of a held lease, the timer of a wait, and the fallback for a
lost hint.
"""

from common.redis.lua import Script
from core.clients.store.turns.lua_snippets import ADD_STRAY, NOW

_FENCED = """
if redis.call('HGET', chat_key, 'fence') ~= fence
  or redis.call('HGET', chat_key, 'owner') ~= owner then return -1 end
"""

CLAIM = Script(
    NOW
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
local repeated = holder and redis.call('HGET', chat_key, 'claim') == call
if holder and due > now and not repeated then return {'busy'} end
local wait = tonumber(redis.call('HGET', chat_key, 'wait') or 0)
local ready = tonumber(redis.call('HGET', turn, 'ready') or 0)
if ready > wait then wait = ready end
if wait > now then
  redis.call('ZADD', lease_key, wait, chat)
  return {'wait', wait - now}
end
local marked = tonumber(redis.call('HGET', turn, 'marked') or now)
if repeated then
  local fence = redis.call('HGET', chat_key, 'fence')
  return {'turn', fence, id, now - marked, redis.call('HGETALL', turn)}
end
local fence = redis.call('HINCRBY', chat_key, 'fence', 1)
redis.call('HSET', chat_key, 'owner', owner, 'claim', call)
redis.call('HDEL', chat_key, 'wait')
redis.call('EXPIRE', chat_key, chat_seconds)
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
"""While the lease of a call runs no other one gets it, so its id stays until it has ended."""

CHECKPOINT = Script(
    NOW
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
    NOW
    + ADD_STRAY
    + """
if redis.call('HGET', turn_key, 'finish') == call then
  return redis.call('LLEN', mailbox_key) > 0 and 1 or 0
end
"""
    + _FENCED
    + """
if redis.call('LINDEX', mailbox_key, 0) == id then redis.call('LPOP', mailbox_key) end
redis.call('HSET', turn_key, 'step', step, 'ended', now, 'finish', call)
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
"""``stray`` is a message that the turn leaves, or empty.

A turn ends once, by the one task that holds its lease: no other call can write its id.
"""

RELEASE = Script(
    NOW
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
    NOW
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
    NOW
    + """
return redis.call('ZRANGEBYSCORE', lease_key, 0, now, 'LIMIT', 0, limit)
""",
    keys="lease_key",
    args="limit",
)

CLAIM_POST = Script(
    _FENCED
    + """
local row = redis.call('HGET', turn_key, field)
local claimed = sending .. ' ' .. call
if row == claimed then return '' end
if not row or row == '' then redis.call('HSET', turn_key, field, claimed) end
return row or ''
""",
    keys="chat_key turn_key",
    args="fence owner field sending",
)
"""Returns the row as it was; an empty one is set to SENDING.

A call writes its id only into an empty row, so no other one can take it away.
"""

SET_POST = Script(
    _FENCED
    + """
redis.call('HSET', turn_key, field, row)
return 1
""",
    keys="chat_key turn_key",
    args="fence owner field row",
)
