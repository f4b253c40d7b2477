"""The application: settings -> database -> plugins -> routes."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_babel import Babel, get_translations
from flask_compress import Compress
from flask_login import LoginManager
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from core.access import Viewer
from core.accounts import signed_in
from core.database.migrations import require_core
from core.options import option
from core.options.site import SITE_CONTACT, SITE_TITLE
from core.platform import ROOT, Platform, catalog_folders
from core.settings import Settings
from core.web import filters, preferences
from core.web.answers import html_words
from core.web.application import Application, close_session, keep_out_of_caches
from core.web.converters import IdConverter, TokenConverter
from core.web.errors import register_error_pages
from core.web.forms import fresh_once
from core.web.guard import check_doors, open_door
from core.web.navigation import gathered, menu
from core.web.request import platform, session, viewer
from core.web.static import absolute, name_version, static
from core.words import say

FEATURES = (
    "home",
    "stations",
    "lifetimes",
    "liaison",
    "standards",
    "buildup",
    "deputies",
    "profiles",
    "announcements",
    "search",
    "enterprises",
    "employers",
    "chains",
    "regions",
    "congresses",
    "mandates",
    "groups",
    "terms",
    "registers",
    "accounts",
    "imports",
    "exports",
    "files",
    "kept",
    "backups",
    "jobs",
    "notices",
    "personal_data",
    "audit",
    "administration",
    "permissions",
    "options",
    "calendar",
    "plugin_host",
    "watch",
)
"""The core's features that have pages: each a package with ``views.bp`` and, where it needs them, ``views.PERMISSIONS``, ``views.NAV`` and ``views.SETTINGS_FORMS``."""

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "img-src": ["'self'", "data:"],
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def create_app(settings: Settings | None = None) -> Flask:
    """The application, ready to serve.

    Raises :class:`core.settings.SettingsError` for a setting that makes no sense and
    :class:`core.database.migrations.DatabaseNotReady` when the core's migrations have not run.
    A plugin that is broken never raises here (but see ``LIANZHAN_PLUGINS_STRICT``).
    """
    running = Platform(settings or Settings.from_environ())
    require_core(running.database)
    app = Application("core", root_path=str(ROOT), static_folder="static")
    app.extensions["lianzhan"] = running
    _configure(app, running.settings, catalog_folders(running.host.translation_folders()))
    _register_features(app, running)
    running.host.mount(app)
    running.declare(running.host.permissions(), running.host.nav_items())
    register_error_pages(app)
    check_doors(app)
    return app


def _configure(app: Flask, settings: Settings, catalogs: list[Path]) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=(Platform.max_request_mb + 1) * 2**20,
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",  # no neighbouring site can set it
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],  # pages: quickly
        COMPRESS_ALGORITHM_STREAMING=["br", "zstd", "gzip"],  # files, which are fetched once a year: small
        COMPRESS_BR_LEVEL=5,
        COMPRESS_LEVEL=4,
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.auto_reload = False
    templates = ROOT / "templates" if (ROOT / "templates").is_dir() else ROOT.parent / "templates"
    app.jinja_loader = ChoiceLoader([FileSystemLoader(str(templates))])
    app.url_map.converters.update(id=IdConverter, token=TokenConverter)
    app.jinja_env.filters.update(filters.FILTERS)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    CSRFProtect(app)
    Compress(app)
    Talisman(
        app,
        force_https=False,  # The proxy in front speaks TLS; redirecting is its work.
        strict_transport_security=settings.is_https,
        session_cookie_secure=settings.is_https,
        session_cookie_samesite="Lax",
        frame_options="DENY",
        content_security_policy=CONTENT_SECURITY_POLICY,
        referrer_policy="same-origin",
    )
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(map(str, catalogs))
    Babel(app, locale_selector=preferences.language)
    # Templates speak the language that was settled before the view, instead of asking for it at every word.
    app.jinja_env.globals.update(_=html_words, gettext=html_words, static=static, absolute=absolute, once=fresh_once)
    login = LoginManager(app)
    login.user_loader(signed_in.by_password)
    login.request_loader(signed_in.by_device)
    login.anonymous_user = Viewer
    login.session_protection = None
    app.before_request(_speak)
    app.after_request(keep_out_of_caches)
    app.after_request(signed_in.note_device)
    app.teardown_appcontext(close_session)
    app.context_processor(_everywhere)
    app.url_defaults(name_version)


def _register_features(app: Flask, running: Platform) -> None:
    app.register_blueprint(preferences.bp)
    open_door(app, "static")
    for feature in FEATURES:
        views = import_module(f"core.{feature}.views")
        app.register_blueprint(views.bp)
        running.declare(
            getattr(views, "PERMISSIONS", ()), getattr(views, "NAV", ()), getattr(views, "SETTINGS_FORMS", ())
        )


def region_of(who: Viewer) -> str:
    """The region an account stands for, where it stands for one."""
    return next((held.region_code for held in who.held if held.region_code), "")


def _speak() -> None:
    language, spoken = preferences.language(), platform().spoken
    if language not in spoken:
        spoken[language] = get_translations()
    say(spoken[language])


def _everywhere() -> dict[str, Any]:
    """What the layout needs on every page, found out once a request; an error page asks nothing of the database."""
    if g.get("in_error_page"):
        return {
            "viewer": Viewer(),
            "nav_items": [],
            "elder": preferences.is_elder(),
            "language": preferences.language(),
        }
    if "everywhere" not in g:
        g.everywhere = _for_viewer(viewer())
    found: dict[str, Any] = g.everywhere
    return found


def _for_viewer(who: Viewer) -> dict[str, Any]:
    entries = menu(platform().nav_items, who, "main", "admin")
    return {
        "viewer": who,
        "nav_items": entries,
        "nav_parts": gathered([entry for entry in entries if entry.place == "main"]),
        "safe_mode": platform().settings.safe_mode and who.may("plugins.manage"),
        "elder": preferences.is_elder(),
        "language": preferences.language(),
        "site_title": option(session(), SITE_TITLE),
        "site_contact": option(session(), SITE_CONTACT, region_of(who)),
    }
