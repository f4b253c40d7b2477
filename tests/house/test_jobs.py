"""A job may run twice, or be cut off and run again: what it does is done once."""

from core.testing.promises.jobs import *
