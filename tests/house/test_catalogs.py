"""The catalog of a plugin: every message translated once and faithfully, and compiled, so that pages speak it."""

from core.testing.promises.catalogs import *
