"""Answers to calls that only something between us and Discord can give."""

import pytest
from aiohttp import web

from bots.discord.transport.api import Api
from core.errors import MaybeSent, NotSent
from tests.fakes.discord.state import TOKEN


@pytest.mark.parametrize(("method", "outcome"), [("POST", MaybeSent), ("GET", NotSent)])
async def test_a_success_that_cannot_be_read_is_a_definite_outcome(
    method: str, outcome: type[Exception]
) -> None:
    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<html>Checking your browser</html>")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api = Api(TOKEN, f"http://127.0.0.1:{runner.addresses[0][1]}", max_wait=0.1)
    with pytest.raises(outcome):
        await api.call(method, "/channels/{channel}", {"channel": "1"}, {})
    await api.aclose()
    await runner.cleanup()
