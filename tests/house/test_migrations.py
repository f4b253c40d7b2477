"""Promise 5: migrations go up, down and up again, with data; and the house stands without any one plugin."""

from core.testing.promises.migrations import *
