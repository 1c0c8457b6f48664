"""What forks of tests share: loaded once, in the process that forks them."""

from importlib import import_module

from common.process.startup import importing

with importing():
    for module in (
        "tests.core.killable_process",
        "studio.api.app",
        "studio.flows.llm",
        "studio.rules.cutting.shots",
        "bots.app.serve",
        "bots.app.commands.make",
        "bots.telegram.receive.listener",
        "bots.web.receive.listener",
        "common.http_server",
        "uvicorn.lifespan.on",
        "uvicorn.loops.asyncio",
        "uvicorn.protocols.http.h11_impl",
        "uvicorn.protocols.websockets.auto",
        "anyio._backends._asyncio",
        "numpy.ma",
        "tests.studio.first_request",
    ):
        import_module(module)
