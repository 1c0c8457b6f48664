"""Pieces of Lua that several scripts of the turn store begin with."""

from core.clients.store.turns.keys import STRAY_SECONDS

NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""
"""For scripts that compare times: Redis' own, in milliseconds."""

ADD_STRAY = f"""
local function add_stray(stray)
  redis.call('ZADD', strays_key, now + grace_ms, stray)
  redis.call('EXPIRE', strays_key, {STRAY_SECONDS})
end
"""
"""For scripts with ``strays_key``, ``grace_ms`` and ``now``."""
