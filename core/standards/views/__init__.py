"""Pages of the standards: those an office edits, and the self-checks of stations."""

from core.standards.views import checks, standards
from core.standards.views.blueprint import NAV, PERMISSIONS, bp

__all__ = ["NAV", "PERMISSIONS", "bp", "checks", "standards"]
