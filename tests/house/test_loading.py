"""A plugin loads: it knows every hook it implements, implements it as the hook asks, and its tables are its own."""

from core.testing.promises.loading import *
