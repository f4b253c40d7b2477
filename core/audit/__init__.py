"""Audit: who changed, exported or looked at what, in a chain that shows when a row is missing or altered."""

from core.audit.service import record

__all__ = ["record"]
