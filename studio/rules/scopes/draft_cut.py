"""The cut that a draft was made from."""

from collections.abc import Mapping

from pydantic import ValidationError

from studio.model.cut import Cut
from studio.model.draft import Draft


def cut_of(draft: Draft) -> Cut | None:
    """The cut that a draft carries along; None where it comes from elsewhere."""
    data = draft.meta.get("cut")
    if not isinstance(data, Mapping):
        return None
    try:
        return Cut.model_validate(data)
    except ValidationError:
        return None
