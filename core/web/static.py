"""Static files: browsers keep them for a year, so a new one has a new address."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app, request, url_for

from core.web.request import platform


def static(filename: str) -> str:
    """What templates call ``static``: the address of one of the core's static files."""
    return _address(request.script_root, filename)


def absolute(address: str) -> str:
    """What templates call ``absolute``: an address of ours as others write it, for previews and codes."""
    public_url: str = platform().settings.public_url
    return f"{public_url.rstrip('/')}{address}"


def name_version(endpoint: str, values: dict[str, Any]) -> None:
    """Tell the version of a static file, of the core or of a plugin, in its address."""
    owner, _dot, name = endpoint.rpartition(".")
    if name == "static" and "v" not in values:
        folder = (current_app.blueprints[owner] if owner else current_app).static_folder
        values["v"] = _version(Path(folder or "", str(values.get("filename", ""))))


@cache
def _address(root: str, filename: str) -> str:  # noqa: ARG001 - where the application is mounted
    return url_for("static", filename=filename)


@cache
def _version(path: Path) -> str:
    return format(path.stat().st_mtime_ns & 0xFFFFFFFFF, "x") if path.is_file() else ""
