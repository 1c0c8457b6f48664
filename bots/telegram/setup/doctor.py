"""Check the configuration of the Telegram bot."""

import os
import re
from pathlib import Path

from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bots.shared.doctor_finding import Finding
from bots.telegram.transport.api import BASE, Api
from bots.telegram.wire.limits import CLOUD_DOWNLOAD, LOCAL_UPLOAD
from core.errors import ChatError
from core.rules.text.file_size import size_text

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_MANY_UPDATES = 1000


async def check(
    token: str,
    api_url: str = BASE,
    *,
    local_files: str = "",
    webhook_url: str = "",
    webhook_secret: str = "",
) -> list[Finding]:
    """Check the bot and its webhook with Telegram, and the shared folder."""
    if not token:
        return []
    try:
        api = Api(token, api_url)
    except ChatError:
        return [_token_refused()]
    try:
        findings = await _check_bot(api.bot)
        findings += _check_webhook(await api.bot.get_webhook_info(), webhook_url)
    except InvalidToken:
        return [_token_refused()]
    except TelegramError:
        fix = "check the network and TELEGRAM_API_URL"
        return [Finding("fail", f"no answer from {api.base}", fix)]
    finally:
        await api.aclose()
    if webhook_secret and not _SECRET.fullmatch(webhook_secret):
        fix = "use letters, digits, _ and - only, 256 at most"
        findings.append(Finding("fail", "Telegram takes no such webhook secret", fix))
    return findings + _check_local_files(api_url, local_files)


def _token_refused() -> Finding:
    fix = "copy the bot's token again from @BotFather"
    return Finding("fail", "Telegram refuses TELEGRAM_BOT_TOKEN", fix)


async def _check_bot(bot: Bot) -> list[Finding]:
    me = await bot.get_me()
    findings = [Finding("ok", f"Telegram knows the bot as @{me.username}")]
    if not me.can_join_groups:
        fix = "allow it: /setjoingroups in @BotFather"
        findings.append(Finding("warn", "the bot may not join groups", fix))
    if me.can_read_all_group_messages:
        summary = "privacy mode is off: the bot sees all that is said in its groups"
        findings.append(Finding("ok", summary))
    else:
        summary = (
            "privacy mode is on: in groups people call it by a command, a mention or a"
            " reply"
        )
        findings.append(Finding("ok", summary))
    return findings


def _check_webhook(info: WebhookInfo, webhook_url: str) -> list[Finding]:
    """Check the webhook: polling does not work while one is set."""
    findings = []
    if webhook_url and not webhook_url.startswith("https://"):
        fix = "give TELEGRAM_WEBHOOK_URL an https:// address, or unset it to poll"
        findings.append(Finding("fail", "Telegram calls webhooks by HTTPS only", fix))
    elif webhook_url and info.url not in ("", webhook_url):
        fix = "the bot sets its own when it starts; see that no other bot runs on it"
        findings.append(Finding("warn", "another webhook is set", fix))
    elif not webhook_url and info.url:
        fix = "the bot removes it when it starts; see that no other bot runs on it"
        findings.append(Finding("warn", "a webhook is set, but the bot polls", fix))
    else:
        how = "is brought to the webhook" if webhook_url else "is polled"
        findings.append(Finding("ok", f"what people write {how}"))
    if webhook_url and info.url == webhook_url and info.last_error_message:
        fix = "check the address, its certificate and what stands before VIDMUSE_HTTP"
        summary = f"Telegram could not reach the webhook: {info.last_error_message}"
        findings.append(Finding("warn", summary, fix))
    if info.pending_update_count >= _MANY_UPDATES:
        fix = "start the bot, or add workers"
        summary = f"{info.pending_update_count} updates wait"
        findings.append(Finding("warn", summary, fix))
    return findings


def _check_local_files(api_url: str, local_files: str) -> list[Finding]:
    cloud = api_url.rstrip("/") == BASE
    if not local_files:
        fix = (
            "that is enough for phone clips of about a minute; for up to"
            f" {size_text(LOCAL_UPLOAD)} run a"
            " local Bot API server and set TELEGRAM_API_URL and TELEGRAM_LOCAL_FILES"
        )
        clips = size_text(CLOUD_DOWNLOAD)
        return [Finding("ok", f"clips up to {clips} can be fetched; {fix}")]
    if cloud:
        fix = "set TELEGRAM_API_URL to the local server, or unset TELEGRAM_LOCAL_FILES"
        return [Finding("fail", "the public service shares no folder", fix)]
    if not Path(local_files).is_dir() or not os.access(local_files, os.R_OK | os.X_OK):
        fix = "mount the local server's folder there, readable for this user"
        return [Finding("fail", f"cannot read {local_files}", fix)]
    return [Finding("ok", f"files come from the local server's folder {local_files}")]
