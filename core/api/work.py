"""What a plugin's jobs, tasks and commands stand on. A module with tasks is imported by the plugin's ``__init__``."""

from core.clock import STATION_ZONE, now, today
from core.jobs.tasks import Stopped, Work, carries
from core.plugin_host.commanding import reading
from core.plugin_host.declarations import CliGroup, Job

__all__ = ["STATION_ZONE", "CliGroup", "Job", "Stopped", "Work", "carries", "now", "reading", "today"]
