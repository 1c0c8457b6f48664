"""Read the JSON bodies of requests."""

import json
from typing import Any

from starlette.requests import Request

from studio.errors import BadRequest

_LONGEST_JSON = 8 * 1024 * 1024


async def read_json(request: Request) -> dict[str, Any]:
    """Return the body as an object. Raises ``BadRequest``."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > _LONGEST_JSON:
            raise BadRequest("The body is too long.")
    try:
        body = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise BadRequest("The body is not a JSON object.")
    return body


def snake_or_camel(body: dict[str, Any], snake: str, camel: str) -> Any:
    """Return a field under either spelling of its name."""
    return body.get(snake) if body.get(snake) is not None else body.get(camel)
