"""Logs: facts as fields, one line each; never personal data.

    log.info("rota_published", rota=rota.id, slots=84)

structlog takes an eighth of the time a web process needs to start, and a healthy one says nothing then: it is
imported with the first line.
"""

from __future__ import annotations

import logging
import sys
from functools import cached_property
from typing import Any


class Log:
    """Writes to standard error: readable on a terminal, JSON elsewhere."""

    def info(self, event: str, **facts: Any) -> None:
        """Note what happened."""
        self._logger.info(event, **facts)

    def warning(self, event: str, **facts: Any) -> None:
        """Note what somebody should look at."""
        self._logger.warning(event, **facts)

    def error(self, event: str, **facts: Any) -> None:
        """Note what failed; ``exc_info=problem`` adds where."""
        self._logger.error(event, **facts)

    @cached_property
    def _logger(self) -> Any:
        import structlog

        readable = sys.stderr.isatty()
        structlog.configure(
            processors=[
                structlog.contextvars.merge_contextvars,
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
                structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
                if readable
                else structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
            logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        )
        return structlog.get_logger()


log = Log()
