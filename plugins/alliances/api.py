"""What other plugins may use of alliances: its hooks, and what they give."""

from plugins.alliances.hookspecs import alliances_panels
from plugins.alliances.models import Alliance, Member

__all__ = [
    "Alliance",
    "Member",
    "alliances_panels",
]
