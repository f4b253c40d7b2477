"""What actions, actors and kinds of records are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.words import LazyText
from core.words import lazy as _

ACTION_WORDS: Final[Mapping[str, LazyText]] = {
    "create": _("created"),
    "change": _("changed"),
    "delete": _("deleted"),
    "sign_in": _("signed in"),
    "reveal_phone": _("looked at a telephone number"),
    "reveal_link": _("showed a secret link"),
    "import": _("imported a list"),
    "export": _("exported"),
    "purge": _("purged a plugin"),
    "consent": _("changed what strangers see of a deputy"),
    "clear_failures": _("cleared failures"),
    "backup": _("made a backup"),
    "copy": _("gave out somebody's own data"),
    "download": _("downloaded a backup"),
    "erase": _("erased personal data"),
    "retention": _("erased what had been kept long enough"),
    "export_slips": _("printed activation slips"),
    "make_accounts": _("made accounts"),
    "restore_access": _("restored an access"),
    "run_job": _("ran a job"),
    "term_change_applied": _("carried out a term change"),
    "term_change_confirmed": _("confirmed a term change"),
    "term_change_dropped": _("dropped a term change"),
    "term_change_reverted": _("took a term change back"),
    "verify_audit": _("had the audit proven"),
}
LOOKING: Final = tuple(action for action in ACTION_WORDS if action.startswith(("reveal", "export", "download", "copy")))
"""The actions by which somebody came to see or carry away personal data."""

KIND_WORDS: Final[Mapping[str, LazyText]] = {
    "account": _("account"),
    "announcement": _("report to voters"),
    "announcement_reporter": _("deputy of a report to voters"),
    "build_plan": _("build-up plan"),
    "build_target": _("target of a build-up plan"),
    "chain": _("chain"),
    "congress": _("congress"),
    "demonstration": _("demonstration"),
    "deed": _("deed of a deputy"),
    "deputy": _("deputy"),
    "employer_answer": _("answer about an employer"),
    "enterprise": _("enterprise"),
    "enterprise_segment": _("membership of a segment"),
    "import_batch": _("imported list"),
    "criterion": _("criterion of a standard"),
    "liaison": _("liaison of a station"),
    "mandate": _("mandate"),
    "organ": _("organ"),
    "self_check": _("self-check"),
    "self_check_answer": _("answer of a self-check"),
    "self_check_photo": _("photo of a self-check"),
    "standard": _("standard"),
    "station_brand": _("brand of a station"),
    "station_event": _("history of a station"),
    "person": _("person"),
    "placement": _("placement"),
    "plugin_state": _("plugin"),
    "plugin_switch": _("switch of a plugin"),
    "profile": _("public page of a deputy"),
    "region": _("region"),
    "region_duties": _("duties of a region's deputies"),
    "role_grant": _("role of an account"),
    "segment": _("segment"),
    "staff": _("staff of a station"),
    "station": _("station"),
    "term": _("term of a congress"),
    "account_slip": _("activation slip"),
    "account_device": _("phone that stays signed in"),
    "account_recovery_code": _("recovery code"),
    "stored_file": _("photo or document"),
    "task": _("work in the background"),
    "job_run": _("run of a job"),
    "permission_role": _("role of a permission"),
    "option_value": _("setting"),
    "calendar_year": _("year of the calendar"),
    "backup_run": _("backup"),
    "calendar_day": _("day of the calendar"),
}


def action_words(action: str) -> str:
    """What was done, as people say it."""
    return str(ACTION_WORDS.get(action, action))


def kind_words(kind: str, plugin_titles: Mapping[str, str]) -> str:
    """The kind of record; one of a plugin is called by the plugin's title."""
    plugin, divider, _table = kind.partition("__")
    return plugin_titles.get(plugin, plugin) if divider else str(KIND_WORDS.get(kind, kind))


def actor_words(actor: str) -> str:
    """Who did it: an account's user name, a command, a job, or the platform itself."""
    who, colon, what = actor.partition(": ")
    if not actor:
        return str(_("the platform"))
    if colon and who == "command":
        return str(_("command %(name)s", name=what))
    if colon and who == "task":
        return str(_("work in the background (%(name)s)", name=what))
    return str(_("job %(name)s", name=what)) if colon and who == "job" else actor
