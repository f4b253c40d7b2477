"""The pages of a text: writing it, both texts of two people, versions, search."""

from plugins.alliances.writing.views import merging, pages, passages, searching, versions
from plugins.alliances.writing.views.searching import NAV

__all__ = ["NAV", "merging", "pages", "passages", "searching", "versions"]
