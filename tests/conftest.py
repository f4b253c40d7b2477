"""What all tests have: the fixtures of :mod:`core.testing.fixtures`."""

pytest_plugins = ["core.testing.fixtures"]
