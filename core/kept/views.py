"""What the script on the phone asks for: who is signed in, and the worker that opens pages without a connection."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, send_from_directory
from flask_wtf.csrf import generate_csrf

from core.web import public, viewer

bp = Blueprint("kept", __name__, url_prefix="/kept")


@bp.get("/who")
@public
def who() -> Any:
    """Who is signed in, and the proof a form needs: asked before something is sent that was written earlier."""
    account = viewer().account_id
    return jsonify(account=account, token=generate_csrf() if account is not None else "")


@bp.get("/worker.js")
@public
def worker() -> Any:
    """The script that opens kept pages without a connection; which ones stands in its address (components/kept.html)."""
    answer = send_from_directory(
        current_app.static_folder or "", "kept_worker.js", mimetype="text/javascript", max_age=0
    )
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Service-Worker-Allowed"] = "/"
    return answer
