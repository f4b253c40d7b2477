"""Addresses are put together as Werkzeug does it, and only those that are asked for."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, Rule

from core.app import create_app
from core.settings import Settings
from core.web import addresses


def built(rule: Rule) -> list[Any]:
    """The address of a rule for a record, alone and with words behind it."""
    values = {**dict.fromkeys(rule.arguments, 7), **(rule.defaults or {})}
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            values[name] = min(converter.items)
    return [rule.build(values), rule.build({**values, "q": "a b", "page": 2})]


def test_every_address_is_what_werkzeug_makes_of_it(app: Flask) -> None:
    every = list(app.url_map.iter_rules())
    plain = Flask("plain", static_folder=None)
    plain.url_map.converters.update(app.url_map.converters)
    for rule in every:
        plain.url_map.add(Rule(rule.rule, endpoint=rule.endpoint, defaults=rule.defaults, methods=rule.methods))
    assert len(every) > 100
    by_werkzeug = {(one.rule, one.endpoint): built(one) for one in plain.url_map.iter_rules()}
    assert {(one.rule, one.endpoint): built(one) for one in every} == by_werkzeug


def test_a_start_writes_few_of_the_functions_that_make_them(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write: Callable[..., Any] = Rule._compile_builder

    def noted(rule: Rule, append_unknown: bool = True) -> Any:
        written.append(rule.rule)
        return write(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", noted)
    monkeypatch.setattr(addresses, "_written", {})
    app = create_app(settings)
    at_start = len(written)
    assert at_start < len(list(app.url_map.iter_rules())) / 4, "what menus name is tried"
    assert app.test_client().get("/").status_code == 200
    assert len(written) > at_start
    assert len(set(written)) >= len(written) / 2, "each at most twice: with further words behind it, and without"
    app.extensions["lianzhan"].database.dispose()
