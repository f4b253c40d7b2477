"""The address of a file: for whom it concerns, and for everybody where it is public."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, redirect, request, send_file, url_for

from core.access import Permission, Role
from core.errors import Forbidden
from core.files.errors import FileMissing
from core.files.models import StoredFile
from core.watch.logs import log
from core.web import public, viewer
from core.web.guard import SIGN_IN
from core.web.request import platform
from core.words import lazy as _l

bp = Blueprint("files", __name__, url_prefix="/files")

PERMISSIONS = (
    Permission(
        "files.see",
        _l("See photos and documents"),
        frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.LEADER, Role.MANAGER, Role.DEPUTY}),
    ),
)

PUBLIC_S = 600
"""So long others may keep what is public; what is withdrawn is gone then."""


@bp.get("/<token:stored_file>", defaults={"size": "full"})
@bp.get("/<token:stored_file>/<any(large, small):size>")
@public(on=StoredFile)
def show(stored_file: StoredFile, size: str) -> Any:
    """The bytes: a photo to be shown, a document to be saved. Strangers get what is public."""
    who = viewer()
    if not stored_file.is_public:
        if who.is_stranger:
            return redirect(url_for(SIGN_IN, next=request.full_path.rstrip("?")))
        if not who.may("files.see", stored_file.scope()):
            raise Forbidden
    return answer(stored_file, size)


def answer(file: StoredFile, size: str = "full") -> Response:
    """The answer with these bytes; a view with a door of its own may give it too."""
    digest = file.digest_of(size)
    try:
        content = platform().files.path(digest).read_bytes()
    except OSError as problem:
        log.error("file_missing", file=file.id, digest=digest)  # noqa: TRY400 - structlog
        raise FileMissing from problem
    sent = send_file(
        BytesIO(content),
        mimetype=file.media_type,
        as_attachment=not file.is_photo,
        download_name=file.name,
        etag=digest,
        last_modified=file.created_at,
        conditional=True,
    )
    sent.cache_control.clear()
    if file.is_public:
        sent.cache_control.public, sent.cache_control.max_age = True, PUBLIC_S
    else:
        sent.cache_control.private, sent.cache_control.no_cache = True, True
    return sent
