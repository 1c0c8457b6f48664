"""A load balancer: each connection is passed to the next server that accepts it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

_BLOCK = 1 << 16


class Balancer:
    """Forwards bytes, and records which server got the call that is looked for."""

    def __init__(self, servers: Sequence[str], call: str = "") -> None:
        self._servers = list(servers)
        self._call = call.encode()
        self.called = asyncio.Event()
        self.server = ""
        """The server that got the call."""

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Connect a client to the server with the fewest recent connections."""
        for server in list(self._servers):
            self._servers.append(self._servers.pop(self._servers.index(server)))
            address = urlsplit(server)
            with suppress(OSError):
                there = await asyncio.open_connection(address.hostname, address.port)
                break
        else:
            writer.close()
            return
        async with asyncio.TaskGroup() as group:
            group.create_task(self._pass(reader, there[1], server))
            group.create_task(self._pass(there[0], writer, ""))

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: str
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(_BLOCK):
                if server and self._call and self._call in data:
                    self.server = server
                    self.called.set()
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def balanced(
    servers: Sequence[str], call: str = ""
) -> AsyncIterator[tuple[str, Balancer]]:
    """The address of a balancer over servers, and the balancer."""
    balancer = Balancer(servers, call)
    server = await asyncio.start_server(balancer.serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", balancer
