"""Promise 7: how many statements a page asks does not depend on how many rows it is about."""

from core.testing.promises.queries import *
