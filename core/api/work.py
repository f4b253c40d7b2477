"""What a plugin's jobs and commands stand on."""

from core.clock import STATION_ZONE, now, today
from core.plugin_host.declarations import CliGroup, Job

__all__ = ["STATION_ZONE", "CliGroup", "Job", "now", "today"]
