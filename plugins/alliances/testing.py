"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

from core.api.declare import UrlSample
from plugins.alliances.actions.testing import SAMPLES as ACTIONS
from plugins.alliances.joining.testing import SAMPLES as JOINING
from plugins.alliances.meetings.testing import SAMPLES as MEETINGS
from plugins.alliances.minutes.testing import SAMPLES as MINUTES
from plugins.alliances.papers.testing import SAMPLES as PAPERS
from plugins.alliances.writing.testing import SAMPLES as WRITING

SAMPLES: tuple[UrlSample, ...] = (
    *JOINING,
    *MEETINGS,
    *MINUTES,
    *ACTIONS,
    *WRITING,
    *PAPERS,
)
