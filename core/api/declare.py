"""What a plugin declares itself with: the hooks, what they give back, errors and words. Knows no Flask."""

from core import hookspecs as hooks
from core.access import Permission, Role, Scope, Viewer
from core.errors import DomainError, Forbidden, NotFound
from core.hookspecs import API_VERSION
from core.plugin_host.declarations import (
    CliGroup,
    DemoScenario,
    DutyRuleUnderstood,
    Figure,
    FigureScope,
    Job,
    NavItem,
    Panel,
    Refusal,
    UrlSample,
)
from core.plugin_host.marks import extension_point, implements
from core.words import LazyText
from core.words import lazy as _

__all__ = [
    "API_VERSION",
    "CliGroup",
    "DemoScenario",
    "DomainError",
    "DutyRuleUnderstood",
    "Figure",
    "FigureScope",
    "Forbidden",
    "Job",
    "LazyText",
    "NavItem",
    "NotFound",
    "Panel",
    "Permission",
    "Refusal",
    "Role",
    "Scope",
    "UrlSample",
    "Viewer",
    "_",
    "extension_point",
    "hooks",
    "implements",
]
