"""A plugin can be imported where no application is: no settings, no database and no network."""

from core.testing.promises.imports import *
