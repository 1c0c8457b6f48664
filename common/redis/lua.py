"""Lua scripts as functions with named keys and arguments, in Lua and in Python."""

import secrets
from collections.abc import Awaitable
from typing import Any, Protocol

from redis.asyncio import Redis

Value = str | int | float
_CALLS = 16
"""More calls than are in flight on one key while one of them is repeated."""


def answers_in(key: str) -> str:
    """Lua that gives a repeated call the answer of its first time, and changes nothing.

    The hash ``key`` (a variable of the script) holds the newest calls: others may come
    between a call and its repetition. ``return answer(value)`` stores an answer.
    """
    return f"""
local calls = cjson.decode(redis.call('HGET', {key}, 'calls') or '[]')
for _, earlier in ipairs(calls) do
  if earlier[1] == call then return earlier[2] end
end
local function answer(value)
  table.insert(calls, {{call, value}})
  if #calls > {_CALLS} then table.remove(calls, 1) end
  redis.call('HSET', {key}, 'calls', cjson.encode(calls))
  return value
end
"""


class BoundScript(Protocol):
    """A script on a server. Raises ``TypeError`` for a missing or unknown name."""

    def __call__(self, *rest: Value, **named: Value) -> Awaitable[Any]: ...


class Script:
    """A script; ``keys`` and ``args`` are names that its body uses as local variables.

    Further positional arguments are the Lua table ``rest``. Redis runs a script atomically.
    ``call`` is an id of the call: a client repeats a command whose answer was lost, and a
    script that stores the id can give the answer again (``answers_in``).
    """

    def __init__(self, body: str, *, keys: str, args: str = "") -> None:
        self._keys, self._args = keys.split(), args.split()
        values = ["call", *self._args]
        head = [f"local {name} = KEYS[{n}]" for n, name in enumerate(self._keys, 1)]
        head += [f"local {name} = ARGV[{n}]" for n, name in enumerate(values, 1)]
        head.append(f"local rest = {{unpack(ARGV, {len(values) + 1})}}")
        self._source = "\n".join([*head, body])

    def bind(self, redis: Redis) -> BoundScript:
        """Return the script as a coroutine function on this server."""
        run: Any = redis.register_script(self._source)

        async def call(*rest: Value, **named: Value) -> Any:
            if named.keys() != {*self._keys, *self._args}:
                raise TypeError(f"the script takes {self._keys} and {self._args}")
            keys = [named[name] for name in self._keys]
            args = [named[name] for name in self._args]
            return await run(keys, [secrets.token_hex(8), *args, *rest])

        return call
