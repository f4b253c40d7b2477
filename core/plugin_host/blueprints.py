"""A plugin's pages: where they live, and the trial on a scratch application before they come near the real one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, request
from flask.helpers import get_root_path
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BuildError, Rule

from core.database.engine import is_busy
from core.errors import DomainError
from core.plugin_host.errors import PluginRefused
from core.plugin_host.failures import FailureLog
from core.plugin_host.states import Plugin
from core.web.addresses import Address
from core.web.converters import IdConverter
from core.web.guard import Door
from core.web.request import session, viewer
from core.words import LazyText
from core.words import lazy as _

View = TypeVar("View", bound=Callable[..., Any])

_FOR_ALL = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "url_value_preprocessors",
    "url_default_functions",
    "template_context_processors",
    "error_handler_spec",
)


class PluginBlueprint(Blueprint):
    """The pages of a plugin: ``bp = Blueprint("looms", __name__)``.

    ``@bp.get("/list")`` is ``/p/looms/list``; ``@bp.at_station.get("/list")`` is ``/stations/<id:station>/p/looms/list``.
    Templates lie in ``templates/looms/``, files for browsers in ``static/``.
    """

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        options.setdefault("template_folder", "templates")
        if Path(get_root_path(import_name), "static").is_dir():
            options.setdefault("static_folder", "static")
            options.setdefault("static_url_path", f"/p/{name}/static")
        super().__init__(name, import_name, **options)
        self.at_station = StationRoutes(self)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        """Add a route below ``/p/<plugin>``, or, given in full, below a station."""
        if self.url_prefix is None and not rule.startswith((f"/p/{self.name}/", "/stations/")):
            rule = f"/p/{self.name}{rule}"
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


class StationRoutes:
    """Routes of a plugin below a station: the view's URL has the station, and ``requires(..., on=Station)`` loads it."""

    def __init__(self, blueprint: PluginBlueprint) -> None:
        self._blueprint = blueprint

    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """A route below ``/stations/<id:station>/p/<plugin>``."""
        return self._blueprint.route(f"/stations/<id:station>/p/{self._blueprint.name}{rule}", **options)

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        """A page below a station."""
        return self.route(rule, methods=["GET"], **options)

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        """An action below a station."""
        return self.route(rule, methods=["POST"], **options)


def try_out(plugin: str, blueprint: Blueprint) -> Flask:
    """Register the blueprint on an application of its own and look what it did there.

    Returns that application; raises PluginRefused, with a sentence, for what a plugin must not do.
    """
    scratch = Flask("scratch", static_folder=None)
    scratch.url_rule_class = Address
    scratch.url_map.converters["id"] = IdConverter
    converters = dict(scratch.url_map.converters)
    config, commands, extensions = dict(scratch.config), set(scratch.cli.commands), dict(scratch.extensions)
    if not isinstance(blueprint, Blueprint):
        raise _refused(
            plugin, _("`blueprints` must give Flask blueprints, and gave %(type)s.", type=type(blueprint).__name__)
        )
    if blueprint.name != plugin:
        raise _refused(
            plugin,
            _("its blueprint is named %(name)s and must be named %(plugin)s.", name=blueprint.name, plugin=plugin),
        )
    before = {kind: _count(scratch, kind) for kind in _FOR_ALL}
    scratch.register_blueprint(blueprint)
    for kind in _FOR_ALL:
        if _count(scratch, kind) != before[kind]:
            raise _refused(
                plugin,
                _(
                    "it sets %(kind)s for the whole application. A plugin handles its own pages only: use the same decorator without `app_`.",
                    kind=kind,
                ),
            )
    if "jinja_env" in vars(scratch):
        raise _refused(
            plugin,
            _(
                "it changes the template environment of the whole application (filters, tests or globals). Compute in the view what the template shows."
            ),
        )
    if scratch.url_map.converters != converters:
        raise _refused(plugin, _("it brings a URL converter. Use `id`, `int` or `string`."))
    changed = (
        scratch.config != config
        or scratch.extensions != extensions
        or scratch.shell_context_processors
        or scratch.teardown_appcontext_funcs
    )
    if changed or "wsgi_app" in vars(scratch):
        raise _refused(plugin, _("it changes the application itself. Settings and extensions belong to the core."))
    if set(scratch.cli.commands) != commands:
        raise _refused(plugin, _("its blueprint brings commands. Declare them with the hook cli_groups."))
    _check_rules(plugin, scratch)
    _check_templates(plugin, blueprint)
    return scratch


def _check_rules(plugin: str, scratch: Flask) -> None:
    allowed = (f"/p/{plugin}/", f"/stations/<id:station>/p/{plugin}/")
    seen: dict[tuple[str, str], str] = {}
    for rule in scratch.url_map.iter_rules():
        if not rule.rule.startswith(allowed) or rule.subdomain or rule.host:
            raise _refused(
                plugin,
                _(
                    "its route %(rule)s must begin with %(first)s or %(second)s.",
                    rule=rule.rule,
                    first=allowed[0],
                    second=allowed[1],
                ),
            )
        for method in rule.methods or ():
            other = seen.setdefault((_shape(rule), method), rule.endpoint)
            if other != rule.endpoint:
                raise _refused(
                    plugin,
                    _(
                        "%(first)s and %(second)s have the same address %(rule)s. One of them would never be reached.",
                        first=other,
                        second=rule.endpoint,
                        rule=rule.rule,
                    ),
                )
        if (
            not _is_static(scratch, rule.endpoint)
            and getattr(scratch.view_functions[rule.endpoint], "door", None) is None
        ):
            raise _refused(
                plugin,
                _(
                    'its route %(rule)s does not say who may use it. Put @requires("%(plugin)s...") or @public under its route.',
                    rule=rule.rule,
                    plugin=plugin,
                ),
            )


def _check_templates(plugin: str, blueprint: Blueprint) -> None:
    folder = Path(blueprint.root_path, str(blueprint.template_folder)) if blueprint.template_folder else None
    for entry in sorted(folder.iterdir()) if folder and folder.is_dir() else ():
        if entry.name != plugin and entry.name[0] not in "._":
            raise _refused(
                plugin,
                _(
                    "templates/%(entry)s must lie in templates/%(plugin)s/, so that templates of two plugins never meet.",
                    entry=entry.name,
                    plugin=plugin,
                ),
            )


def bare(plugin: Plugin) -> Blueprint | None:
    """For a plugin that has panels and no pages: what lets its templates be found. Raises PluginRefused as the trial does."""
    if not (plugin.found.folder / "templates").is_dir():
        return None
    blueprint = Blueprint(plugin.name, plugin.found.package, template_folder="templates")
    _check_templates(plugin.name, blueprint)
    return blueprint


def watch(app: Flask, plugin: Plugin, is_on: Callable[[Session, str, int | None], bool], failures: FailureLog) -> None:
    """On the real application: 404 where the plugin is off, and errors of its pages attributed to it.

    The exception of a page goes on to the application's error pages, as one of the core's own would.
    """

    def where_on() -> None:
        if not _is_static(app, request.endpoint or ""):
            viewer()  # the statement that loads them brings along what the switches are kept by
        station = (request.view_args or {}).get("station")
        if not is_on(session(), plugin.name, station if isinstance(station, int) else None):
            abort(404)

    app.before_request_funcs.setdefault(plugin.name, []).insert(0, where_on)
    for endpoint in [endpoint for endpoint in app.view_functions if endpoint.startswith(f"{plugin.name}.")]:
        app.view_functions[endpoint] = _watched(
            app.view_functions[endpoint], plugin, endpoint, failures, is_static=_is_static(app, endpoint)
        )


def _watched(
    view: Callable[..., Any], plugin: Plugin, endpoint: str, failures: FailureLog, *, is_static: bool
) -> Callable[..., Any]:
    @wraps(view)
    def watched(**arguments: Any) -> Any:
        try:
            return view(**arguments)
        except (DomainError, HTTPException):
            raise
        except Exception as error:
            if not (isinstance(error, OperationalError) and is_busy(error)):
                failures.blame(plugin.name, f"page {endpoint}", error, plugin.found.folder)
            raise

    if is_static:
        vars(watched)["door"] = Door(None, None)
    return watched


def check_endpoint(plugin: str, scratch: Flask, endpoint: str, values: dict[str, Any]) -> None:
    """Raise PluginRefused unless the plugin has a page of this name that can be linked to with these values."""
    try:
        scratch.url_map.bind("localhost").build(endpoint, values)
    except BuildError:
        problem = _(
            "its menu leads to %(endpoint)s, which is none of its pages or needs more than the menu knows.",
            endpoint=endpoint,
        )
        raise _refused(plugin, problem) from None


def _is_static(app: Flask, endpoint: str) -> bool:
    """Whether this is Flask's own route to the blueprint's files, and not a view that is only named like it."""
    return getattr(app.view_functions[endpoint], "__func__", None) is Blueprint.send_static_file


def _count(scratch: Flask, kind: str) -> int:
    registered = getattr(scratch, kind).get(None, ())
    return sum(len(handlers) for handlers in registered.values()) if isinstance(registered, dict) else len(registered)


def _shape(rule: Rule) -> str:
    """The address without the names of its parameters: two of one shape are one address."""
    kinds = {name: type(converter).__name__ for name, converter in rule._converters.items()}  # noqa: SLF001 - werkzeug keeps them nowhere else
    return "".join(f"<{kinds[text]}>" if dynamic else text for dynamic, text in rule._trace)  # noqa: SLF001


def _refused(plugin: str, problem: LazyText) -> PluginRefused:
    return PluginRefused(plugin=plugin, problem=problem)
