"""The pages of minutes: for who writes them, for who reads and signs them, for who issues them."""

from plugins.alliances.minutes.views import circulation, issuing, pages, reading  # noqa: F401 - they hang on the blueprint
from plugins.alliances.minutes.views.issuing import NAV, panel

__all__ = ["NAV", "panel"]
