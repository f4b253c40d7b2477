"""What a plugin declares itself with: the hooks, what they give back, errors and words. Knows no Flask."""

from core import hookspecs as hooks
from core.access import Permission, Role, Scope, Viewer
from core.errors import DomainError, Forbidden, NotFound
from core.hookspecs import API_VERSION
from core.options import kinds as options
from core.outgoing import Goes
from core.plugin_host.declarations import (
    CliGroup,
    Deed,
    DemoScenario,
    DutyRuleUnderstood,
    Figure,
    FigureScope,
    HandOver,
    Holding,
    Job,
    NavItem,
    Panel,
    PersonalData,
    Refusal,
    Register,
    RegisterColumn,
    Released,
    SettingsForm,
    UrlSample,
)
from core.plugin_host.marks import extension_point, implements
from core.words import LazyText
from core.words import lazy as _

__all__ = [
    "API_VERSION",
    "CliGroup",
    "Deed",
    "DemoScenario",
    "DomainError",
    "DutyRuleUnderstood",
    "Figure",
    "FigureScope",
    "Forbidden",
    "Goes",
    "HandOver",
    "Holding",
    "Job",
    "LazyText",
    "NavItem",
    "NotFound",
    "Panel",
    "Permission",
    "PersonalData",
    "Refusal",
    "Register",
    "RegisterColumn",
    "Released",
    "Role",
    "Scope",
    "SettingsForm",
    "UrlSample",
    "Viewer",
    "_",
    "extension_point",
    "hooks",
    "implements",
    "options",
]
