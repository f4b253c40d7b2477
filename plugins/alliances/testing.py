"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

from core.api.declare import UrlSample
from plugins.alliances.actions.testing import SAMPLES as ACTIONS
from plugins.alliances.joining.testing import SAMPLES as JOINING

SAMPLES: tuple[UrlSample, ...] = (
    *JOINING,
    *ACTIONS,
)
