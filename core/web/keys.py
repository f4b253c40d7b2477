"""Keys made from the platform's secret: one a purpose, so that what one of them signs proves nothing elsewhere."""

from __future__ import annotations

import hmac

from core.web.request import platform


def derived_key(purpose: str) -> bytes:
    """The key for this purpose, which is ``<feature or plugin>.<name>``; the same in every process of the platform."""
    return hmac.digest(platform().settings.secret_key.encode(), purpose.encode(), "sha256")
