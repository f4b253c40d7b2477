"""Samples for tests: a record of a station for every parameter in the addresses of this plugin."""

from __future__ import annotations

from core.api.declare import UrlSample

SAMPLES: tuple[UrlSample, ...] = ()
