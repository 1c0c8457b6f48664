"""Check tokens, keys, the address and the lists of people."""

import re
import stat
from pathlib import Path

import httpx
from cryptography.fernet import Fernet

from bots.app.drop.drop_page import address
from bots.app.platforms import registry
from bots.app.platforms.names import EXAMPLE_ID
from bots.shared.command_name import command_name
from bots.shared.doctor_finding import Finding
from bots.web.wire.page import HEADERS
from common.http_address import bind
from common.tls import tls_context
from core.errors import UserError
from core.model.drop_link import Reach
from core.rules.text.wording import language_for
from core.settings import Settings
from core.words.catalogue import CATALOGUES

_PAGE_SECONDS = 10.0
_PERSON_OR_CHAT = re.compile(
    "|".join(f"{each.name}:{each.person_or_chat}" for each in registry.CHAT_PLATFORMS)
    + r"|console:\S+"
)


async def bots(settings: Settings) -> list[Finding]:
    """Is at least one bot configured?"""
    tokens = registry.tokens(settings)
    if any(tokens.values()):
        return []
    names = " or ".join(f"{name.upper()}_BOT_TOKEN" for name in tokens)
    fix = f"set {names}; `{command_name()} chat` works without"
    return [Finding("warn", "no bot is configured", fix)]


async def people(settings: Settings) -> list[Finding]:
    """Is each entry of the allow-list and of the admins a platform and a number?"""
    lists = {
        "VIDMUSE_ALLOW": settings.vidmuse_allow,
        "VIDMUSE_ADMINS": settings.vidmuse_admins,
    }
    fix = (
        f"write the platform before the number, for example {EXAMPLE_ID}; "
        "the bot tells it to those whom it refuses"
    )
    return [
        Finding("fail", f"{name} lists {entry!r}, which matches nobody", fix)
        for name, entries in lists.items()
        for entry in entries
        if not _PERSON_OR_CHAT.fullmatch(entry)
    ]


async def language(settings: Settings) -> list[Finding]:
    """Is the default language one that the bot speaks?"""
    if not settings.vidmuse_lang or language_for(settings.vidmuse_lang):
        return []
    text = f"VIDMUSE_LANG={settings.vidmuse_lang} is not a language of VidMuse: English is used"
    return [Finding("warn", text, f"choose one of {', '.join(CATALOGUES)}")]


async def env_file(_: Settings) -> list[Finding]:
    """Can only the owner read the file with the tokens?"""
    path = Path(".env")
    if not path.is_file() or not stat.S_IMODE(path.stat().st_mode) & 0o077:
        return []
    return [Finding("warn", "others can read .env and its tokens", "chmod 600 .env")]


async def secret_key(settings: Settings) -> list[Finding]:
    """Are tokens encrypted with a key that the operator set?"""
    keys = [k for k in settings.vidmuse_secret_key.get_secret_value().split(",") if k]
    if not keys:
        text = "tokens are encrypted with a key kept in the data folder"
        if settings.redis_url.get_secret_value():
            fix = "set VIDMUSE_SECRET_KEY, the same one everywhere"
            return [Finding("warn", f"{text}: other machines cannot read them", fix)]
        return [Finding("ok", text)]
    weak = [key for key in keys if len(key) < len(Fernet.generate_key()) // 2]
    if weak:
        fix = "make one: openssl rand -base64 32"
        return [Finding("fail", "VIDMUSE_SECRET_KEY is too short to be safe", fix)]
    return [Finding("ok", "tokens are encrypted with VIDMUSE_SECRET_KEY")]


async def http_port(settings: Settings) -> list[Finding]:
    """Is the HTTP address (health, metrics, webhook) free, or already used by VidMuse?"""
    try:
        with bind(settings.vidmuse_http):
            return [Finding("ok", f"{settings.vidmuse_http} is free")]
    except ValueError:
        fix = "write it as host:port, e.g. 127.0.0.1:8080"
        return [
            Finding(
                "fail", f"VIDMUSE_HTTP={settings.vidmuse_http} is not an address", fix
            )
        ]
    except OSError:
        fix = "this is right if VidMuse is running; otherwise set VIDMUSE_HTTP to another port"
        return [Finding("warn", f"{settings.vidmuse_http} is taken", fix)]


async def drop_page(settings: Settings) -> list[Finding]:
    """At which address do people reach the drop page, and does it answer there?"""
    try:
        page = address(settings)
    except UserError as error:
        fix = "write only the scheme, the host and, if there is one, a path"
        return [Finding("fail", str(error), fix)]
    if page is None or page.reach is Reach.MACHINE:
        text = "the page for large files opens on this machine only"
        return [Finding("ok", f"{text}: VIDMUSE_PUBLIC_URL opens it to others")]
    findings = await _answer_of(f"{page.url}/drop/")
    if page.reach is Reach.PUBLIC and not page.url.startswith("https://"):
        fix = "serve it over HTTPS: its links are secrets"
        findings.append(Finding("warn", f"{page.url} is not encrypted", fix))
    return findings


async def _answer_of(url: str) -> list[Finding]:
    """Ask the page without a link: it refuses with a header that identifies it."""
    try:
        async with httpx.AsyncClient(
            verify=tls_context(), timeout=_PAGE_SECONDS
        ) as client:
            answer = await client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        fix = "start VidMuse, and let your web server pass /drop/ on to VIDMUSE_HTTP"
        return [Finding("warn", f"{url} does not answer: {type(error).__name__}", fix)]
    if answer.headers.get("x-robots-tag") == HEADERS["X-Robots-Tag"]:
        return [Finding("ok", f"the page for large files answers at {url}")]
    fix = "let your web server pass /drop/ on to VIDMUSE_HTTP, and nothing else"
    text = f"{url} answers {answer.status_code}, but not as the page for large files"
    return [Finding("fail", text, fix)]
