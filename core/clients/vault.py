"""Encryption of stored tokens, bound to their owner, with key rotation.

``VIDMUSE_SECRET_KEY`` may hold several comma-separated secrets: the first encrypts, all
decrypt. Without one a key is generated in a file that only this user can read.
"""

import base64
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FILE = "secret-key"


class Vault:
    """Encrypts and decrypts tokens; one that was encrypted for another owner is refused."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ValueError("a vault needs a key")
        self._first = _fernet(keys[0])
        self._all = MultiFernet([_fernet(key) for key in keys])

    def seal(self, owner: str, facts: dict[str, object]) -> str:
        text = json.dumps({"owner": owner, "facts": facts})
        return self._all.encrypt(text.encode()).decode()

    def open(self, owner: str, sealed: str) -> dict[str, object] | None:
        """Decrypt a token; None if it is another owner's, damaged, or its key is missing."""
        try:
            record = json.loads(self._all.decrypt(sealed.encode()))
        except (InvalidToken, ValueError):
            return None
        return dict(record["facts"]) if record.get("owner") == owner else None

    def renewed(self, sealed: str) -> str | None:
        """The token encrypted with the first key; None if it is already. Raises ``InvalidToken``."""
        try:
            self._first.decrypt(sealed.encode())
        except InvalidToken:
            return self._all.rotate(sealed.encode()).decode()
        return None


def keys(secret: str, data: Path) -> list[str]:
    """The configured keys; without any, the generated key in ``data``."""
    named = [part.strip() for part in secret.split(",") if part.strip()]
    if named:
        return named
    path = data / _FILE
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = data / f"{_FILE}.{secrets.token_hex(4)}"
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
    ) as f:
        f.write(secrets.token_urlsafe(32))
    try:
        os.link(part, path)  # atomic, and the first process wins
    except FileExistsError:
        pass
    finally:
        part.unlink()
    return [path.read_text().strip()]


def _fernet(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"vidmuse vault").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
