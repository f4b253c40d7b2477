"""What other plugins may use of alliances: its hooks, and what they give."""

from plugins.alliances.hookspecs import alliances_minutes_sections, alliances_panels
from plugins.alliances.minutes.offered import MinutesSection
from plugins.alliances.models import Alliance, Meeting, Member

__all__ = [
    "Alliance",
    "Meeting",
    "Member",
    "MinutesSection",
    "alliances_minutes_sections",
    "alliances_panels",
]
