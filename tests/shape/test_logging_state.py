"""Changes of logging do not leak from one test to another."""

import logging
import logging.config

import pytest

from common import log
from tests.logging_state import restored_logging


def test_each_logger_is_what_it_was() -> None:
    logger = logging.getLogger("httpx")
    handlers = [*logging.getLogger().handlers]
    with restored_logging():
        log.configure("text", ())
        logging.config.dictConfig({"version": 1})  # it disables the loggers there are
        logger.addFilter(lambda record: False)
        logging.getLogger("a.new.one").setLevel(logging.CRITICAL)
        logging.disable(logging.CRITICAL)
        assert logger.disabled
    assert logging.getLogger().handlers == handlers
    assert (logger.level, logger.disabled, logger.filters) == (
        logging.NOTSET,
        False,
        [],
    )
    assert logging.getLogger("a.new.one").level == logging.NOTSET
    assert logger.isEnabledFor(logging.WARNING)


@pytest.mark.parametrize("run", ["first", "second"])
def test_a_test_that_configures_logging_leaves_no_trace(
    run: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whichever of the two runs second would fail."""
    caplog.set_level(logging.INFO)
    logging.getLogger("httpx").info("seen in the %s run", run)
    assert f"seen in the {run} run" in caplog.text
    log.configure("text", ())
