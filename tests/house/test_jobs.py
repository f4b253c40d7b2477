"""A job may run twice, or be cut off and run again: what it does is done once; and nothing where its plugin is off."""

from core.testing.promises.jobs import *
