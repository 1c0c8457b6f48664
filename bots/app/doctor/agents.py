"""Check the video agent: the hosted service, or the studio and what it needs."""

from collections.abc import Mapping
from typing import Any

import httpx

from bots.app import studio_process
from bots.shared.doctor_finding import Finding, Level
from common.tls import tls_context
from core.settings import Settings

_TIMEOUT = 10.0
_BAD_TOKEN, _NO_TOKEN = 1001, "doctor"
_BALANCE = "/api/credits/balance/simple"


async def media(settings: Settings) -> list[Finding]:
    """Does a second of video and sound encode, decode and render on this machine?

    With a hosted agent only clips that it cannot read are written again here.
    """
    hosted = bool(settings.nemo_api_url)
    if settings.studio_url and not hosted:
        return []
    level: Level = "warn" if hosted else "fail"
    fix = "the log above says why; if a library is broken, install VidMuse again"
    result: Mapping[str, object] = {}
    try:
        async for line in studio_process.run_json_lines(["selftest"]):
            result = line
    except studio_process.StudioError:
        why = str(result.get("error") or "the studio crashed")
        return [Finding(level, f"video and sound cannot be rendered: {why}", fix)]
    what = f"{result.get('encoder')} and AAC, PyAV {result.get('pyav')}"
    findings = [Finding("ok", f"a second of video and sound is rendered ({what})")]
    model = [] if hosted else language_model(result)
    return [*findings, *letters(result), *_confined(result), *model]


def _confined(result: Mapping[str, object]) -> list[Finding]:
    if result.get("network_denied"):
        network = Finding("ok", "decoders of clips have no network")
    else:
        fix = "run the studio in a container without a network of its own"
        text = "this system lets decoders of clips use the network"
        network = Finding("warn", text, fix)
    if result.get("files_denied"):
        return [network, Finding("ok", "decoders of clips see the files of their job")]
    fix = "switch Landlock on (Linux 5.13), or give the studio a user or container of its own"
    text = "this system lets decoders of clips read what this user may read"
    return [network, Finding("warn", text, fix)]


def letters(result: Mapping[str, object]) -> list[Finding]:
    """Are titles of scripts from the right readable? ``result``: what the self-test reports."""
    if result.get("letters_ordered"):
        return []
    text = "titles in Arabic and Hebrew have their letters apart or in the wrong order"
    return [Finding("warn", text, "install FriBidi (libfribidi0 in Debian)")]


def language_model(result: Mapping[str, object]) -> list[Finding]:
    """Does the language model that is set answer? ``result``: what the self-test reports."""
    match result.get("model"):
        case None:
            return []
        case "":
            return [Finding("ok", "the language model answers")]
        case why:
            fix = "correct STUDIO_LLM_URL, STUDIO_LLM_MODEL and STUDIO_LLM_KEY"
            text = f"the language model {why}; the built-in rules read requests instead"
            return [Finding("fail", text, fix)]


async def agent(settings: Settings) -> list[Finding]:
    """Is the agent there, is it one, and does it take the token?"""
    base = settings.nemo_api_url or settings.studio_url
    token = settings.nemo_token.get_secret_value()
    if not base:
        findings = [Finding("ok", "the embedded studio is the agent")]
        if token:
            text = "NEMO_TOKEN is set, but the agent is the studio on this machine"
            findings.append(
                Finding("warn", text, "set NEMO_API_URL, or empty NEMO_TOKEN")
            )
        return findings
    name = "hosted agent" if settings.nemo_api_url else "studio"
    setting = "NEMO_API_URL" if settings.nemo_api_url else "STUDIO_URL"
    headers = {"Authorization": f"Bearer {token or _NO_TOKEN}"}
    try:
        async with httpx.AsyncClient(
            verify=tls_context(), timeout=_TIMEOUT, headers=headers
        ) as client:
            answer = await client.get(base.rstrip("/") + _BALANCE)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        text = f"{name} at {base} cannot be reached: {type(error).__name__}"
        return [Finding("fail", text, f"check {setting}")]
    return [_judge(f"{name} at {base}", setting, answer, has_token=bool(token))]


def _judge(
    what: str, setting: str, answer: httpx.Response, *, has_token: bool
) -> Finding:
    """Turn the agent's answer to a balance request into a finding; a token may be missing."""
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        status = answer.status_code
        return Finding("fail", f"{what} answers {status}", "try again later")
    body = _json(answer)
    code = body.get("code")
    refused = code == _BAD_TOKEN or (
        bool(body) and answer.status_code == httpx.codes.UNAUTHORIZED
    )
    if refused and has_token:
        fix = "set a valid NEMO_TOKEN, or empty it: people then bring their own"
        return Finding("fail", f"{what} refuses NEMO_TOKEN", fix)
    if refused:
        return Finding("ok", f"{what} answers")
    if code == 0 and has_token:
        return Finding("ok", f"{what} answers and takes NEMO_TOKEN")
    return Finding("fail", f"{what} is not a video agent", f"correct {setting}")


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
