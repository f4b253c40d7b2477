"""Settings: one typed object, read from ``LIANZHAN_*`` variables and checked before anything starts."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.errors import DomainError
from core.words import LazyText
from core.words import lazy as _

PREFIX = "LIANZHAN_"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HOST_NAME = re.compile(
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*", re.ASCII | re.IGNORECASE
)
_MAIL_ADDRESS = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)*[a-z0-9-]{1,63}", re.ASCII | re.IGNORECASE
)
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


class SettingsError(DomainError):
    """A setting makes no sense; the start stops with this sentence."""

    code = "setting_refused"
    message = _("%(name)s %(expected)s, got %(value)r. Correct it and start again.")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the administrator of the machine decides. ``lianzhan config`` lists it."""

    data_dir: Path
    """Where the database, the secret, the queue and backups lie; made if it is not there. Default: ``var/``."""
    database_url: str = field(repr=False)
    """The database: ``sqlite:////srv/lianzhan.db`` or ``postgresql://user@host/name``. Default: SQLite in the data directory."""
    backup_dir: Path = Path("var/backups")
    """Where backups are put, best on another disk; made if it is not there. Default: ``backups/`` in the data directory."""
    host: str = "127.0.0.1"
    """The network address to serve on."""
    port: int = 8000
    """The port to serve on, from 1 to 65535."""
    public_url: str = "http://127.0.0.1:8000"
    """The address visitors use: it stands in QR codes and mails, and https turns Secure cookies and HSTS on. Default: host and port."""
    trusted_proxies: int = 0
    """How many proxies stand in front and tell the visitor's address, from 0 to 10."""
    secret_key: str = field(default="", repr=False)
    """Signs cookies; at least 16 characters. Default: made once and kept in the data directory."""
    workers: int = 1
    """Web processes, from 1 to 64."""
    threads: int = 4
    """Threads of each web process, from 1 to 64; more than four only lengthen the wait of the last."""
    safe_mode: bool = False
    """1 starts without any plugin."""
    plugins_disabled: frozenset[str] = frozenset()
    """Plugins that do not run, whatever the administration says: names separated by commas."""
    plugins_pinned: bool = False
    """1 keeps a third-party plugin from running whose code is not what an administrator enabled; 0 only says so."""
    plugins_strict: bool = False
    """1 lets a broken plugin stop the start: for tests and developers."""
    plugins_path: tuple[Path, ...] = ()
    """Further folders of plugins, separated as in PATH."""
    mail_url: str = field(default="", repr=False)
    """The mail server: ``smtp://user:password@host:587`` (STARTTLS; ``?starttls=0`` does without), ``smtps://user:password@host:465``. Default: no mail is sent."""
    mail_from: str = ""
    """The address mails come from. Default: ``lianzhan@`` and the host of the public address."""
    robots_go_to: str = field(default="", repr=False)
    """Where messages to group robots go instead of the services themselves, for tests and rehearsals: ``http://127.0.0.1:9000``."""

    @property
    def is_https(self) -> bool:
        """Whether visitors come by https, so that cookies are Secure and HSTS is sent."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read and check the settings.

        Raises :class:`SettingsError` for a value that makes no sense and for an unknown
        ``LIANZHAN_*`` name, which is nearly always a misspelt one.
        """
        given = {k: v.strip() for k, v in (os.environ if environ is None else environ).items() if k.startswith(PREFIX)}
        known = {PREFIX + f.name.upper() for f in fields(cls)}
        for name in sorted(given.keys() - known):
            raise SettingsError(
                name=name,
                expected=_("is no setting; the settings are %(known)s", known=", ".join(sorted(known))),
                value=given[name],
            )
        data_dir = Path(given.get("LIANZHAN_DATA_DIR") or "var").absolute()
        host = _host(given.get("LIANZHAN_HOST") or "127.0.0.1")
        port = _number(given, "LIANZHAN_PORT", 8000, 1, 65535)
        return cls(
            data_dir=_directory(data_dir),
            database_url=_database_url(given.get("LIANZHAN_DATABASE_URL") or f"sqlite:///{data_dir / 'lianzhan.db'}"),
            backup_dir=Path(given.get("LIANZHAN_BACKUP_DIR") or data_dir / "backups").absolute(),
            host=host,
            port=port,
            public_url=_public_url(
                given.get("LIANZHAN_PUBLIC_URL") or f"http://{f'[{host}]' if ':' in host else host}:{port}"
            ),
            trusted_proxies=_number(given, "LIANZHAN_TRUSTED_PROXIES", 0, 0, 10),
            secret_key=_secret_key(given.get("LIANZHAN_SECRET_KEY"), data_dir),
            workers=_number(given, "LIANZHAN_WORKERS", 1, 1, 64),
            threads=_number(given, "LIANZHAN_THREADS", 4, 1, 64),
            safe_mode=_switch(given, "LIANZHAN_SAFE_MODE"),
            plugins_disabled=_names(given, "LIANZHAN_PLUGINS_DISABLED"),
            plugins_pinned=_switch(given, "LIANZHAN_PLUGINS_PINNED"),
            plugins_strict=_switch(given, "LIANZHAN_PLUGINS_STRICT"),
            plugins_path=_folders(given, "LIANZHAN_PLUGINS_PATH"),
            mail_url=_mail_url(given.get("LIANZHAN_MAIL_URL") or ""),
            mail_from=_mail_from(given.get("LIANZHAN_MAIL_FROM") or ""),
            robots_go_to=_robots_go_to(given.get("LIANZHAN_ROBOTS_GO_TO") or ""),
        )

    def shown(self) -> dict[str, str]:
        """Every setting as ``lianzhan config`` shows it: variable name to value, secrets hidden."""
        values = {PREFIX + f.name.upper(): getattr(self, f.name) for f in fields(self)}
        values["LIANZHAN_SECRET_KEY"] = "*" * 8
        values["LIANZHAN_DATABASE_URL"] = make_url(self.database_url).render_as_string(hide_password=True)
        values["LIANZHAN_MAIL_URL"] = (
            make_url(self.mail_url).render_as_string(hide_password=True) if self.mail_url else ""
        )
        values["LIANZHAN_PLUGINS_DISABLED"] = ",".join(sorted(self.plugins_disabled))
        values["LIANZHAN_PLUGINS_PATH"] = os.pathsep.join(map(str, self.plugins_path))
        return {name: str(int(value)) if isinstance(value, bool) else str(value) for name, value in values.items()}


def _refuse(name: str, expected: LazyText, value: str) -> SettingsError:
    return SettingsError(name=name, expected=expected, value=value)


def _number(given: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = given.get(name, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and low <= int(value[:9]) <= high):
        raise _refuse(name, _("must be a number from %(low)s to %(high)s", low=low, high=high), value)
    return int(value)


def _switch(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "").lower()
    if value not in _TRUE | _FALSE:
        raise _refuse(name, _("must be 1 or 0"), value)
    return value in _TRUE


def _names(given: Mapping[str, str], name: str) -> frozenset[str]:
    names = [part.strip() for part in given.get(name, "").split(",") if part.strip()]
    for part in names:
        if not _NAME.fullmatch(part):
            raise _refuse(name, _("must be plugin names separated by commas"), part)
    return frozenset(names)


def _folders(given: Mapping[str, str], name: str) -> tuple[Path, ...]:
    """Further folders of plugins, beside the one this distribution brings."""
    folders = tuple(Path(part).absolute() for part in given.get(name, "").split(os.pathsep) if part)
    for folder in folders:
        if not folder.is_dir():
            raise _refuse(
                name, _("must be folders of plugins that exist, separated by %(sign)s", sign=os.pathsep), str(folder)
            )
    return folders


def _directory(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _refuse(
            "LIANZHAN_DATA_DIR", _("must be a directory that can be made and written"), str(path)
        ) from problem
    if not os.access(path, os.W_OK):
        raise _refuse("LIANZHAN_DATA_DIR", _("must be a directory that can be made and written"), str(path))
    return path


def _database_url(value: str) -> str:
    expected = _("must be a database address such as sqlite:////srv/lianzhan.db or postgresql://user@host/name")
    try:
        url = make_url(value)
    except (ArgumentError, ValueError) as problem:
        raise _refuse("LIANZHAN_DATABASE_URL", expected, value) from problem
    if url.get_backend_name() not in {"sqlite", "postgresql"} or not url.database:
        raise _refuse("LIANZHAN_DATABASE_URL", expected, url.render_as_string(hide_password=True))
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _host(value: str) -> str:
    with suppress(ValueError):
        return str(ip_address(value))
    # What ends in a number is meant as an IP address, and this one is none.
    if len(value) > 253 or not _HOST_NAME.fullmatch(value) or value.rpartition(".")[2].isdigit():
        raise _refuse(
            "LIANZHAN_HOST",
            _("must be an IP address of this machine such as 0.0.0.0, or a name such as localhost"),
            value,
        )
    return value


def _public_url(value: str) -> str:
    expected = _("must be an address such as https://lianzhan.example.cn")
    try:
        parts = urlsplit(value)
        named = parts.hostname and parts.port != 0  # the port is read here: one that is no number is a ValueError
    except ValueError as problem:
        raise _refuse("LIANZHAN_PUBLIC_URL", expected, value) from problem
    if parts.scheme not in {"http", "https"} or not named or parts.query or parts.fragment or len(value.split()) != 1:
        raise _refuse("LIANZHAN_PUBLIC_URL", expected, value)
    return value.rstrip("/")


def _mail_url(value: str) -> str:
    if not value:
        return ""
    expected = _("must be the address of a mail server such as smtps://user:password@mail.example.cn:465")
    try:
        parts = urlsplit(value)
        named = parts.hostname and parts.port != 0
    except ValueError as problem:
        raise _refuse("LIANZHAN_MAIL_URL", expected, _without_password(value)) from problem
    if parts.scheme not in {"smtp", "smtps"} or not named or parts.query not in {"", "starttls=0", "starttls=1"}:
        raise _refuse("LIANZHAN_MAIL_URL", expected, _without_password(value))
    return value


def _without_password(url: str) -> str:
    return re.sub(r"://.*@", "://***@", url)


def _mail_from(value: str) -> str:
    if value and not is_mail_address(value):
        raise _refuse("LIANZHAN_MAIL_FROM", _("must be an e-mail address such as lianzhan@example.cn"), value)
    return value


def is_mail_address(text: str) -> bool:
    """Whether this looks like an e-mail address that a mail server would take."""
    return len(text) <= 254 and bool(_MAIL_ADDRESS.fullmatch(text))


def _robots_go_to(value: str) -> str:
    expected = _("must be an address such as http://127.0.0.1:9000")
    try:
        parts = urlsplit(value)
        named = parts.hostname and parts.port != 0
    except ValueError as problem:
        raise _refuse("LIANZHAN_ROBOTS_GO_TO", expected, value) from problem
    if value and (parts.scheme not in {"http", "https"} or not named or parts.path.strip("/") or parts.query):
        raise _refuse("LIANZHAN_ROBOTS_GO_TO", expected, value)
    return value.rstrip("/")


def _secret_key(value: str | None, data_dir: Path) -> str:
    """The key as given, or the one kept in the data directory, made at the first start."""
    if value:
        if len(value) < 16:
            raise _refuse("LIANZHAN_SECRET_KEY", _("must have at least 16 characters"), "*" * len(value))
        return value
    kept = data_dir / "secret-key"
    if not kept.exists():
        # Linked into place whole: two processes starting at once must read one key, never half of one.
        fresh = data_dir / f".secret-key-{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            kept.hardlink_to(fresh)
        fresh.unlink()
    key = kept.read_text().strip()
    if len(key) < 16:
        raise _refuse(
            "LIANZHAN_DATA_DIR",
            _("holds a damaged secret-key file; restore it from a backup or delete it, which signs everybody out"),
            str(kept),
        )
    return key
