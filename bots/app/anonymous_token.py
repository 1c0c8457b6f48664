"""Anonymous token of a single run, stored encrypted between runs."""

import os
import time
import uuid
from pathlib import Path

from core.clients import vault
from core.clients.agent.client import NemoAgent
from core.clients.vault import Vault
from core.model.agent import Token
from core.settings import Settings

_RECORD = "make"


async def anonymous_token(settings: Settings, agent: NemoAgent) -> Token:
    """An anonymous token for one run; that of a hosted agent is stored, encrypted.

    The agent gives one a week.
    """
    if not settings.nemo_api_url:
        return (await agent.mint(str(uuid.uuid4()))).token
    folder = settings.vidmuse_data
    path = folder / "anonymous-token"
    secret = settings.vidmuse_secret_key.get_secret_value()
    sealer = Vault(vault.keys(secret, folder))
    if (stored := _read_token(path, sealer)) and stored[1] > time.time() + 60:
        return Token(stored[0])
    client = settings.nemo_client_id or _load_client_id(folder / "client-id")
    minted = await agent.mint(client)
    facts: dict[str, object] = {
        "token": minted.token,
        "expires": minted.expires_at,
    }
    _write_private(path, sealer.seal(_RECORD, facts))
    return minted.token


def _read_token(path: Path, sealer: Vault) -> tuple[str, float] | None:
    """The stored token and its expiry; an older release's plain file is replaced."""
    try:
        text = path.read_text()
    except OSError:
        return None
    facts = sealer.open(_RECORD, text)
    if facts is None:
        token, _, expires = text.partition("\n")
        facts = {"token": token, "expires": expires}
    try:
        token_and_end = str(facts["token"]), float(str(facts["expires"]))
    except ValueError:
        return None
    if not sealer.open(_RECORD, text):
        _write_private(path, sealer.seal(_RECORD, facts))
    return token_and_end


def _load_client_id(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        client = str(uuid.uuid4())
        _write_private(path, client)
        return client


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as file:
        file.write(text)
    part.replace(path)
