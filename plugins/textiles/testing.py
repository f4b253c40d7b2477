"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

from core.api.declare import UrlSample
from plugins.textiles.capacity.testing import SAMPLES as CAPACITY
from plugins.textiles.labour.testing import SAMPLES as LABOUR

SAMPLES: tuple[UrlSample, ...] = (*CAPACITY, *LABOUR)
