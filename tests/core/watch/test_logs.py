"""What the log says, and what it keeps to itself."""

from collections.abc import Iterator

import pytest
import structlog

from core.watch.logs import Log


def _fail(text: str) -> None:
    try:
        int(text)
    except ValueError as problem:
        raise KeyError(text) from problem


@pytest.fixture(autouse=True)
def _same_log_afterwards() -> Iterator[None]:
    """The log is configured for the whole process: leave it as it was."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_an_exception_is_logged_with_kind_and_place_and_without_what_it_quotes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    fresh = Log()
    try:
        _fail("Li Zhimei " + "1990000" + "0009")
    except KeyError as problem:
        fresh.error("unexpected_error", path="/deputies/1", exc_info=problem)
    said = capsys.readouterr().err
    assert "unexpected_error" in said
    assert "builtins.KeyError" in said
    assert "builtins.ValueError" in said
    assert "in _fail" in said
    assert "19900000009" not in said
