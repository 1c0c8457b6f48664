"""The example file and the settings tell the same story."""

import re
from pathlib import Path

from core.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text()
NAMES = re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)


def test_every_setting_is_in_the_example_once() -> None:
    assert sorted(NAMES) == sorted(set(NAMES))
    known = {name.upper() for name in Settings.model_fields}
    assert known <= set(NAMES)
    assert {
        name for name in set(NAMES) - known if not name.startswith("STUDIO_LLM")
    } == set()


def test_the_example_as_it_stands_is_the_default() -> None:
    assert Settings(_env_file=ROOT / ".env.example") == Settings(_env_file=None)


def test_secrets_never_show() -> None:
    shown = repr(
        Settings(_env_file=None, nemo_token="nmv_usr_abc", redis_url="redis://:pw@h")
    )
    assert "nmv_usr_abc" not in shown
    assert "pw" not in shown
