"""Read the events of an instruction from a server of exact bytes."""

from core.clients.agent.client import NemoAgent
from core.model.agent import AgentSessionId, Token
from core.model.event import AgentEvent, Heartbeat, PartialText

TOKEN, SESSION = Token("nmv_usr_test"), AgentSessionId("1234567890123456789")


HI = b'data: {"content":{"parts":[{"text":"Hi"}]}}\n\n'


async def events_of(agent: NemoAgent) -> list[AgentEvent]:
    events = agent.instruct(TOKEN, SESSION, "cut")
    return [
        event
        async for event in events
        if not isinstance(event, Heartbeat | PartialText)
    ]
