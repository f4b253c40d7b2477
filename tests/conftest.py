"""What all tests have: the fixtures of :mod:`core.testing.fixtures`, and those that promises ask for."""

pytest_plugins = ["core.testing.fixtures", "core.testing.promises.fixtures"]
