"""Secret addresses for people without an account: made from a selector and the installation's key, never kept whole."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

SELECTOR: Final = 16
"""Signs of an address that find the row; the rest proves that we made it."""
PROOF: Final = 32
LENGTH: Final = SELECTOR + PROOF


def new_selector() -> str:
    """What finds whose address it is, and makes it another one."""
    return secrets.token_hex(SELECTOR // 2)


def made_of(selector: str, key: bytes) -> str:
    """The secret part of an address, computed with the installation's key for this purpose."""
    return selector + _proof(selector, key)


def selector_in(address: str, key: bytes) -> str | None:
    """The selector of an address that we made; None where we did not."""
    selector, proof = address[:SELECTOR], address[SELECTOR:]
    return selector if hmac.compare_digest(proof.encode(), _proof(selector, key).encode()) else None


def _proof(selector: str, key: bytes) -> str:
    return hmac.new(key, selector.encode(), hashlib.sha256).hexdigest()[:PROOF]
