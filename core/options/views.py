"""The settings an administrator decides for the platform, and an office for its region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for

from core.access import Permission, Role, Scope
from core.errors import Forbidden, NotFound
from core.options import service
from core.options.forms import OptionsForm, form_of, shown
from core.options.kinds import Option
from core.options.site import SITE
from core.plugin_host.declarations import SettingsForm
from core.plugin_host.dispatch import Given
from core.regions import service as regions
from core.regions.models import Region
from core.web import _, done, render, requires, session, viewer
from core.web.request import platform
from core.words import LazyText
from core.words import lazy as _l

bp = Blueprint("options", __name__, template_folder="templates", url_prefix="/administration/settings")

PERMISSIONS = (Permission("settings.edit", _l("Change settings"), frozenset({Role.ADMINISTRATOR, Role.OFFICE})),)
SETTINGS_FORMS = (SITE,)


@dataclass(frozen=True, slots=True)
class Line:
    """An option as the list shows it."""

    title: LazyText
    words: str
    is_decided: bool


@bp.get("/")
@requires("settings.edit")
def index() -> Any:
    """Every page of options, with what holds now."""
    region, offered = _region()
    lines = {given.value.key: _lines(given.value, region) for given in _forms()}
    found = [given.value for given in _forms() if lines[given.value.key]]
    return render("options/index.html", forms=found, lines=lines, region=region, regions=offered)


@bp.route("/<settings_form>", methods=["GET", "POST"])
@requires("settings.edit")
def edit(settings_form: str) -> Any:
    """Decide these options, for the platform or for a region."""
    (owner, declared), (region, offered) = _form(settings_form), _region()
    options = _offered(declared, region)
    if not options:
        raise NotFound
    form = _filled(options, region)
    if form.validate_on_submit():
        with form.attempt():
            for option, value in form.decided:
                service.decide(session(), option, value, owner=owner, region_code=region)
            return done(url_for(".index", region=region or None), _("Saved. It holds from now on."))
    return render("options/edit.html", settings=declared, form=form, region=region, regions=offered)


@bp.post("/<settings_form>/reset")
@requires("settings.edit")
def reset(settings_form: str) -> Any:
    """Go back to what holds without a decision of one's own."""
    (owner, declared), (region, _offered_regions) = _form(settings_form), _region()
    for option in _offered(declared, region):
        before = service.inherited(session(), option, region)
        service.decide(session(), option, before, owner=owner, region_code=region)
    return done(url_for(".index", region=region or None), _("Put back to how it was at the beginning."))


def _forms() -> list[Given[SettingsForm]]:
    """The core's pages of options, and those of the plugins that are on."""
    core = [Given("core", form) for form in platform().settings_forms]
    return sorted([*core, *platform().host.settings_forms(session())], key=lambda given: given.value.order)


def _form(key: str) -> Given[SettingsForm]:
    found = next((given for given in _forms() if given.value.key == key), None)
    if found is None:
        raise NotFound
    return found


def _region() -> tuple[str, Sequence[Region]]:
    """For which region is decided (empty: for the platform), and for which one may; an office begins with its own."""
    reach = viewer().reach("settings.edit")
    offered = regions.within(session(), reach)
    usual = "" if reach.everything else min(reach.region_codes, key=len, default="")
    wanted = request.values.get("region", usual) or usual
    if not (reach.everything if not wanted else reach.covers(Scope(region_code=wanted))):
        raise Forbidden
    if wanted and wanted not in {*reach.region_codes, *(region.code for region in offered)}:
        raise NotFound
    return wanted, offered


def _offered(form: SettingsForm, region: str) -> list[Option[Any]]:
    return [option for option in form.options if option.regional or not region]


def _lines(form: SettingsForm, region: str) -> list[Line]:
    return [
        Line(
            option.title,
            option.words(service.option(session(), option, region)),
            service.is_decided(session(), option, region),
        )
        for option in _offered(form, region)
    ]


def _filled(options: list[Option[Any]], region: str) -> OptionsForm:
    """The form with what holds now, and beside each option what would hold without a decision of its own."""
    hints = {}
    for option in options:
        if service.is_decided(session(), option, region):
            words = option.words(service.inherited(session(), option, region)) or _("empty")
            told = (
                _l("On the platform: %(value)s.", value=words)
                if region
                else _l("At the beginning: %(value)s.", value=words)
            )
            hints[option.key] = told
    present = {
        option.key.replace(".", "-"): shown(option, service.option(session(), option, region)) for option in options
    }
    return form_of(options, hints)(data=present, also=())
