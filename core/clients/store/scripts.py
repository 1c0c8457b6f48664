"""The store's Lua: each script is one step that is done whole or not at all.

Times are Redis' own, in milliseconds. ``{vm}:lease`` is a sorted set chat -> when to
look at it: at once the expiry of a held lease, the timer of a wait, and the safety net
under a lost hint. Turn keys are made from ids, all in one hash slot.
"""

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""

_FENCED = """
if redis.call('HGET', KEYS[1], 'fence') ~= ARGV[1]
  or redis.call('HGET', KEYS[1], 'owner') ~= ARGV[2] then return -1 end
"""

# KEYS seen mailbox turn lease; ARGV chat id ttl_seen ttl_turn hold_ms field value …
SUBMIT = (
    _NOW
    + """
local known = redis.call('GET', KEYS[1])
if known then return {0, known, 0} end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
redis.call('HSET', KEYS[3], 'ready', now + ARGV[5], unpack(ARGV, 6))
redis.call('EXPIRE', KEYS[3], ARGV[4])
local place = redis.call('RPUSH', KEYS[2], ARGV[2])
if place == 1 then redis.call('ZADD', KEYS[4], now + ARGV[5], ARGV[1]) end
return {1, ARGV[2], place}
"""
)

# KEYS seen turn lease mailbox; ARGV version ttl_seen hold_ms asked id chat
AMEND = (
    _NOW
    + """
if redis.call('EXISTS', KEYS[1]) == 1 then return 2 end
if redis.call('HGET', KEYS[2], 'step') ~= 'queued'
  or redis.call('HEXISTS', KEYS[2], 'begun') == 1
  or redis.call('HGET', KEYS[2], 'version') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[5], 'EX', ARGV[2])
redis.call('HSET', KEYS[2], 'asked', ARGV[4], 'ready', now + ARGV[3])
redis.call('HINCRBY', KEYS[2], 'version', 1)
if redis.call('LINDEX', KEYS[4], 0) == ARGV[5] then
  redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[6])
end
return 1
"""
)

# KEYS chat mailbox lease; ARGV chat owner lease_ms ttl_chat turn_prefix
BEGIN = (
    _NOW
    + """
local id = redis.call('LINDEX', KEYS[2], 0)
while id and redis.call('EXISTS', ARGV[5] .. id) == 0 do
  redis.call('LPOP', KEYS[2])
  id = redis.call('LINDEX', KEYS[2], 0)
end
if not id then redis.call('ZREM', KEYS[3], ARGV[1]); return {'empty'} end
local turn = ARGV[5] .. id
local due = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1]) or 0)
local owner = redis.call('HGET', KEYS[1], 'owner')
if owner and due > now then return {'busy'} end
local wait = tonumber(redis.call('HGET', KEYS[1], 'wait') or 0)
local ready = tonumber(redis.call('HGET', turn, 'ready') or 0)
if ready > wait then wait = ready end
if wait > now then
  redis.call('ZADD', KEYS[3], wait, ARGV[1])
  return {'wait', wait - now}
end
local fence = redis.call('HINCRBY', KEYS[1], 'fence', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[2])
redis.call('HDEL', KEYS[1], 'wait')
redis.call('EXPIRE', KEYS[1], ARGV[4])
local marked = tonumber(redis.call('HGET', turn, 'marked') or now)
redis.call('HSET', turn, 'begun', now)
redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
return {'turn', fence, id, now - marked, redis.call('HGETALL', turn)}
"""
)

# KEYS chat turn; ARGV fence owner old_step new_step field value …
CHECKPOINT = (
    _NOW
    + _FENCED
    + """
local step = redis.call('HGET', KEYS[2], 'step')
if step ~= ARGV[3] and step ~= ARGV[4] then return -2 end
redis.call('HSET', KEYS[2], 'step', ARGV[4], 'marked', now, unpack(ARGV, 5))
return 1
"""
)

# KEYS chat turn mailbox lease; ARGV fence owner chat id step ttl_turn
FINISH = (
    _NOW
    + _FENCED
    + """
if redis.call('LINDEX', KEYS[3], 0) == ARGV[4] then redis.call('LPOP', KEYS[3]) end
redis.call('HSET', KEYS[2], 'step', ARGV[5], 'ended', now)
redis.call('HDEL', KEYS[2], 'before')
redis.call('EXPIRE', KEYS[2], ARGV[6])
redis.call('HDEL', KEYS[1], 'owner')
if redis.call('LLEN', KEYS[3]) > 0 then
  redis.call('ZADD', KEYS[4], now, ARGV[3])
  return 1
end
redis.call('ZREM', KEYS[4], ARGV[3])
return 0
"""
)

# KEYS chat lease; ARGV fence owner chat delay_ms
RELEASE = (
    _NOW
    + _FENCED
    + """
redis.call('HDEL', KEYS[1], 'owner')
redis.call('HSET', KEYS[1], 'wait', now + ARGV[4])
redis.call('ZADD', KEYS[2], now + ARGV[4], ARGV[3])
return 1
"""
)

# KEYS lease; ARGV owner lease_ms chat_prefix turn_prefix (chat id fence) …
BEAT = (
    _NOW
    + """
local out = {}
for i = 5, #ARGV, 3 do
  local key = ARGV[3] .. ARGV[i]
  if redis.call('HGET', key, 'owner') == ARGV[1]
    and redis.call('HGET', key, 'fence') == ARGV[i + 2] then
    redis.call('ZADD', KEYS[1], 'XX', now + ARGV[2], ARGV[i])
    if redis.call('HEXISTS', ARGV[4] .. ARGV[i + 1], 'cancel') == 1 then
      out[#out + 1] = 'cancel'
      out[#out + 1] = ARGV[i]
    end
  else
    out[#out + 1] = 'lost'
    out[#out + 1] = ARGV[i]
  end
end
return out
"""
)

# KEYS lease; ARGV limit
DUE = (
    _NOW
    + """
return redis.call('ZRANGEBYSCORE', KEYS[1], 0, now, 'LIMIT', 0, ARGV[1])
"""
)

# KEYS chat mailbox turn lease; ARGV chat id by ttl_turn -> 0 gone, 1 running, 2 removed
CANCEL = (
    _NOW
    + """
local step = redis.call('HGET', KEYS[3], 'step')
if not step or step == 'done' or step == 'failed' or step == 'cancelled' then
  return 0
end
local first = redis.call('LINDEX', KEYS[2], 0) == ARGV[2]
if redis.call('HEXISTS', KEYS[3], 'begun') == 1 then
  redis.call('HSET', KEYS[3], 'cancel', ARGV[3])
  if not redis.call('HGET', KEYS[1], 'owner') then
    redis.call('HDEL', KEYS[1], 'wait')
    redis.call('HSET', KEYS[3], 'ready', now)
    redis.call('ZADD', KEYS[4], now, ARGV[1])
  end
  return 1
end
redis.call('LREM', KEYS[2], 1, ARGV[2])
redis.call('HSET', KEYS[3], 'step', 'cancelled', 'cancel', ARGV[3], 'ended', now)
redis.call('EXPIRE', KEYS[3], ARGV[4])
if first and redis.call('LLEN', KEYS[2]) > 0 then
  redis.call('ZADD', KEYS[4], now, ARGV[1])
end
return 2
"""
)

# KEYS turn; ARGV ref -> the card that counts: ours, or the one that was there before
CARD = """
if redis.call('EXISTS', KEYS[1]) == 0 then return ARGV[1] end
if redis.call('HSETNX', KEYS[1], 'card', ARGV[1]) == 1 then return ARGV[1] end
return redis.call('HGET', KEYS[1], 'card')
"""

# KEYS old_chat old_mailbox new_chat new_mailbox lease; ARGV old new turn_prefix ttl_chat
MOVE = (
    _NOW
    + """
local ids = redis.call('LRANGE', KEYS[2], 0, -1)
for i = 1, #ids do
  redis.call('HSET', ARGV[3] .. ids[i], 'chat', ARGV[2])
  redis.call('RPUSH', KEYS[4], ids[i])
end
redis.call('DEL', KEYS[2])
redis.call('HDEL', KEYS[1], 'owner')
redis.call('HINCRBY', KEYS[1], 'fence', 1)
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('ZREM', KEYS[5], ARGV[1])
if #ids > 0 and not redis.call('ZSCORE', KEYS[5], ARGV[2]) then
  redis.call('ZADD', KEYS[5], now, ARGV[2])
end
return #ids
"""
)

# KEYS current others; ARGV id text ttl create -> 1 if it was kept
SAVE_PROJECT = """
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
  redis.call('EXPIRE', KEYS[2], ARGV[3])
  return 1
end
local text = redis.call('GET', KEYS[1])
local ok, held = pcall(cjson.decode, text or '')
local known = ok and type(held) == 'table' and held.id
if known == ARGV[1] or (ARGV[4] == '1' and not known) then
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
  return 1
end
return 0
"""

# KEYS current others; ARGV ttl text wanted -> 1; 0 when the wanted one is not there
OPEN_PROJECT = """
local text = ARGV[2]
if ARGV[3] ~= '' then text = redis.call('HGET', KEYS[2], ARGV[3]) end
if not text then return 0 end
local now = redis.call('GET', KEYS[1])
local ok, held = pcall(cjson.decode, now or '')
if ok and type(held) == 'table' and held.id
  and (type(held.session) == 'table' or #(held.clips or {}) > 0) then
  redis.call('HSET', KEYS[2], held.id, now)
  redis.call('EXPIRE', KEYS[2], ARGV[1])
end
redis.call('SET', KEYS[1], text, 'EX', ARGV[1])
if ARGV[3] ~= '' then redis.call('HDEL', KEYS[2], ARGV[3]) end
return 1
"""

# KEYS person [chat]; ARGV ttl turns bytes, then limits of turns, bytes and credits each
# -> "" when it was taken, else what is used up, e.g. "chat turns"
TAKE = """
local names = {'turns', 'megabytes', 'credits'}
local fields = {'turns', 'bytes', 'credits'}
for i = 1, #KEYS do
  for j = 1, 3 do
    local limit = tonumber(ARGV[3 + 3 * (i - 1) + j])
    local used = tonumber(redis.call('HGET', KEYS[i], fields[j]) or 0)
    local more = j < 3 and tonumber(ARGV[j + 1]) or 0
    if limit > 0 and (used + more > limit or (j == 3 and used >= limit)) then
      return (i == 1 and 'person ' or 'chat ') .. names[j]
    end
  end
end
for i = 1, #KEYS do
  redis.call('HINCRBYFLOAT', KEYS[i], 'turns', ARGV[2])
  redis.call('HINCRBYFLOAT', KEYS[i], 'bytes', ARGV[3])
  redis.call('EXPIRE', KEYS[i], ARGV[1])
end
return ''
"""
