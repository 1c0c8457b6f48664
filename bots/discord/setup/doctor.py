"""Check the configuration of the Discord bot."""

from bots.discord.transport.api import BASE, Api, ApiError
from bots.discord.wire.permissions import reads_content
from bots.shared.doctor_finding import Finding
from core.errors import ChatError

_FEW = 50


async def check(token: str, api_url: str = BASE) -> list[Finding]:
    """Check the bot, its application and its gateway with Discord."""
    if not token:
        return []
    api = Api(token, api_url)
    try:
        me = await api.call("GET", "/users/@me")
        application = await api.call("GET", "/applications/@me")
        gateway = await api.call("GET", "/gateway/bot")
    except ApiError as refusal:
        if refusal.status == 401:
            fix = "copy the bot's token again from the developer portal"
            return [Finding("fail", "Discord refuses DISCORD_BOT_TOKEN", fix)]
        return [Finding("fail", f"Discord answers {refusal.status}", "try again later")]
    except ChatError:
        fix = "check the network and DISCORD_API_URL"
        return [Finding("fail", f"no answer from {api.base}", fix)]
    finally:
        await api.aclose()
    findings = [Finding("ok", f"Discord knows the bot as {me.get('username', '?')}")]
    findings += _starts(gateway.get("session_start_limit") or {})
    findings += _installs(application)
    if reads_content(application):
        findings.append(Finding("ok", "the message content intent is on"))
    else:
        fix = (
            "commands, menus, mentions and direct messages work without it; to read"
            " along in threads, switch it on under Bot in the developer portal"
        )
        findings.append(Finding("warn", "the message content intent is off", fix))
    return findings


def _starts(limit: dict[str, int]) -> list[Finding]:
    remaining = limit.get("remaining", 1000)
    if remaining >= _FEW:
        return []
    fix = "something restarts the bot in a loop: read its log"
    return [Finding("warn", f"{remaining} gateway starts left today", fix)]


def _installs(application: dict[str, object]) -> list[Finding]:
    if application.get("interactions_endpoint_url"):
        fix = "remove the interactions endpoint URL in the developer portal"
        return [Finding("fail", "Discord sends interactions somewhere else", fix)]
    config = application.get("integration_types_config")
    if isinstance(config, dict) and "1" not in config:
        fix = "allow user install under Installation in the developer portal"
        return [Finding("warn", "people cannot install the bot for themselves", fix)]
    return []
