"""The imports of a plugin point one way: to core.api, to the api of plugins it names, and down its own layers."""

from core.testing.promises.contracts import *
