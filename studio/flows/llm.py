"""Let an OpenAI-compatible model read requests; after any error the rules are used."""

import logging

import httpx

from common.tls import tls_context
from studio.model.reading import ProjectView, Reading
from studio.rules.dialogue.model_request import instructions, question, reading

_SECONDS = 20.0
"""Seconds after which the rules answer instead of the model."""
_LARGEST = 100_000
_log = logging.getLogger(__name__)


class Model:
    """A ``Reader`` over ``POST <url>/chat/completions``."""

    def __init__(
        self, url: str, model: str, key: str = "", seconds: float = _SECONDS
    ) -> None:
        self._url = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._seconds = seconds

    async def read(self, text: str, view: ProjectView) -> Reading | None:
        """Read a request; None after any error: unreachable, slow, refused, invalid answer."""
        body = {
            "model": self._model,
            "temperature": 0,
            "messages": [
                {"role": "system", "content": instructions()},
                {"role": "user", "content": question(text, view)},
            ],
        }
        try:
            async with httpx.AsyncClient(
                verify=tls_context(), timeout=self._seconds
            ) as client:
                response = await client.post(
                    self._url, json=body, headers=self._headers
                )
            response.raise_for_status()
            if len(response.content) > _LARGEST:
                return None
            content = response.json()["choices"][0]["message"]["content"]
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            _log.warning("the language model failed: %s", type(error).__name__)
            return None
        except (LookupError, TypeError):
            _log.warning("the language model answered in an unknown form")
            return None
        return reading(content, text, view) if isinstance(content, str) else None
