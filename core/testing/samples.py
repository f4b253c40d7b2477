"""What tests put into the parameters of URLs: the core's samples; a plugin's stand in its ``testing.py``.

Each makes, or finds, a record of the given kind that belongs to a station. A test that meets a parameter
without a sample fails and names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts import devices, slips
from core.accounts.models import Account, Device, Grant, Slip
from core.announcements.models import Announcement
from core.congresses.models import Congress, Term
from core.deputies.models import Deputy, Mandate, Placement
from core.employers.models import EmployerAnswer
from core.files.models import StoredFile
from core.files.store import Store
from core.imports import service as imports
from core.imports.models import ImportBatch
from core.imports.plans import Options
from core.imports.staging import stage
from core.imports.tables import read_table
from core.imports.vocabulary import vocabulary
from core.jobs.models import Task
from core.jobs.tasks import enqueue
from core.personal_data.models import CorrectionRequest
from core.personal_data.service import ask_to_correct
from core.plugin_host.declarations import UrlSample
from core.plugin_host.host import host_of
from core.profiles.models import OwnDeed, Profile
from core.profiles.service import profile_of
from core.stations.models import Station
from core.testing.factories import make_account, make_announcement, make_congress, make_deputy, make_photo
from core.testing.notice_samples import SAMPLES as NOTICE_SAMPLES
from core.testing.station_samples import SAMPLES as STATION_SAMPLES
from core.testing.term_samples import SAMPLES as TERM_SAMPLES

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule


def deputy_at(session: Session, station: Station) -> Deputy:
    """The first deputy placed at the station, made if there is none."""
    query = select(Deputy).join(Placement).where(Placement.station_id == station.id).order_by(Deputy.id).limit(1)
    return session.scalars(query).one_or_none() or make_deputy(session, station=station)


def _mandate(session: Session, station: Station) -> Mandate:
    return deputy_at(session, station).mandates[0]


def _placement(session: Session, station: Station) -> Placement:
    deputy = deputy_at(session, station)
    return session.scalars(
        select(Placement).where(Placement.deputy_id == deputy.id, Placement.station_id == station.id)
    ).one()


def _congress(session: Session, station: Station) -> Congress:
    deputy_at(session, station)
    return session.scalars(
        select(Congress).where(Congress.region_code == station.region_code)
    ).first() or make_congress(session, station.region_code)


def _term(session: Session, station: Station) -> Term:
    return _congress(session, station).terms[0]


def _announcement(session: Session, station: Station) -> Announcement:
    found = session.scalars(select(Announcement).where(Announcement.station_id == station.id).limit(1)).one_or_none()
    return found or make_announcement(session, station=station)


def _deed(session: Session, station: Station) -> OwnDeed:
    """Something told by a deputy of the station: by one who has an account, if there is one."""
    signing_in = (
        select(Deputy)
        .join(Placement)
        .join(Account, Account.person_id == Deputy.person_id)
        .where(Placement.station_id == station.id)
        .order_by(Deputy.id)
        .limit(1)
    )
    deputy = session.scalars(signing_in).first() or deputy_at(session, station)
    found = session.scalars(select(OwnDeed).where(OwnDeed.deputy_id == deputy.id).limit(1)).one_or_none()
    if found is None:
        found = OwnDeed(deputy=deputy, day=date(2026, 10, 1), text="Went round the mills")
        session.add_all([found] if profile_of(session, deputy) else [Profile(deputy=deputy), found])
        session.flush()
    return found


def _manager_of(session: Session, station: Station) -> Account:
    found = session.scalars(select(Account).join(Grant).where(Grant.station_id == station.id).limit(1)).one_or_none()
    return found or make_account(session, role="manager", station=station)


def _import_batch(session: Session, station: Station) -> ImportBatch:
    """A list of one station, staged for preview as an upload leaves it."""
    found = session.scalars(select(ImportBatch).where(ImportBatch.region_code == station.region_code)).first()
    if found is not None:
        return found
    titles = vocabulary().titles["stations"]
    lines = [[titles["name"], titles["address"]], [f"{station.name} again", "2 Mill Road"], ["", "3 Mill Road"]]
    table = read_table("\n".join(",".join(line) for line in lines).encode(), "stations")
    options = Options(region_code=station.region_code, today=date(2026, 11, 1))
    made = imports.plan(session, table, options)
    return stage(session, table, made, "stations.xlsx", datetime(2026, 11, 1, tzinfo=UTC), None)


def _task(session: Session, station: Station) -> Task:
    """Work that waits for a worker."""
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return enqueue(
        session,
        "imports.write",
        {"batch": _import_batch(session, station).id},
        title="stations.xlsx",
        region_code=station.region_code,
        station_id=station.id,
        account_id=None,
        at=at,
    )


def _file(session: Session, station: Station) -> StoredFile:
    """A photo of the station that strangers do not see."""
    found = session.scalars(select(StoredFile).where(StoredFile.station_id == station.id)).first()
    return found or make_photo(session, files_of(session), scope=station.scope())


def files_of(session: Session) -> Store:
    """Where the files of this database lie."""
    return Store(host_of(session).settings.data_dir / "files")


def _backup(session: Session, _station: Station) -> str:
    """The name of something in the folder of backups."""
    folder = host_of(session).settings.backup_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lianzhan-20261101-010000.zip").write_bytes(b"PK")
    return "lianzhan-20261101-010000.zip"


def _plugin(session: Session, _station: Station) -> str:
    """An installed plugin, of any state."""
    return next(iter(host_of(session).plugins), "none")


def _register(session: Session, station: Station) -> str:
    """A register of a plugin that is on at the station."""
    return next((given.value.key for given in host_of(session).registers(session, station.id)), "none")


def _employer_answer(session: Session, station: Station) -> EmployerAnswer:
    """An employer that is no enterprise of the station's county."""
    found = session.scalars(select(EmployerAnswer).where(EmployerAnswer.region_code == station.region_code)).first()
    if found is None:
        found = EmployerAnswer(
            region_code=station.region_code, text="A school", created_at=datetime(2026, 11, 1, tzinfo=UTC)
        )
        session.add(found)
        session.flush()
    return found


def _correction_request(session: Session, station: Station) -> CorrectionRequest:
    """A deputy of the station asks for a correction."""
    deputy = deputy_at(session, station)
    found = session.scalars(select(CorrectionRequest).where(CorrectionRequest.person_id == deputy.person_id)).first()
    return found or ask_to_correct(session, deputy.person, "The employer", datetime(2026, 11, 1, tzinfo=UTC))


def _slip(session: Session, station: Station) -> str:
    """The token of a slip that waits to be used, by a deputy of the station."""
    return _token(session, make_account(session, deputy=_without_account(session, station)), slips.PHONE)


def _link(session: Session, station: Station) -> str:
    """The token of a link to a new password."""
    return _token(session, _manager_of(session, station), slips.PASSWORD)


def _token(session: Session, account: Account, kind: str) -> str:
    token = slips.token_of("samples", f"{kind} {account.id}", account.id)
    at, until = datetime(2026, 11, 1, tzinfo=UTC), datetime(2126, 11, 1, tzinfo=UTC)
    if slips.known(session, kind, token) is None:
        digest = devices.digest_of(token)
        session.add(Slip(account=account, kind=kind, token_digest=digest, made_at=at, expires_at=until))
        session.flush()
    return token


def _without_account(session: Session, station: Station) -> Deputy:
    held = select(Account.person_id).where(Account.person_id.is_not(None))
    query = select(Deputy).join(Placement).where(Placement.station_id == station.id, Deputy.person_id.not_in(held))
    return session.scalars(query.order_by(Deputy.id.desc()).limit(1)).first() or make_deputy(session, station=station)


def _device(session: Session, station: Station) -> Device:
    """A phone of the station's manager."""
    account = _manager_of(session, station)
    found = session.scalars(select(Device).where(Device.account_id == account.id)).first()
    if found is None:
        at = datetime(2026, 11, 1, tzinfo=UTC)
        found = Device(
            account=account,
            secret_digest=devices.digest_of(f"sample {account.id}"),
            system="Android",
            browser="WeChat",
            created_at=at,
            seen_on=at.date(),
        )
        session.add(found)
        session.flush()
    return found


CORE: tuple[UrlSample, ...] = (
    UrlSample(parameter="token", make=_slip, endpoint="accounts.activate"),
    UrlSample(parameter="token", make=_link, endpoint="accounts.restore"),
    UrlSample(parameter="device", make=_device),
    UrlSample(parameter="correction_request", make=_correction_request),
    *NOTICE_SAMPLES,
    *STATION_SAMPLES,
    UrlSample(parameter="employer_answer", make=_employer_answer),
    UrlSample(parameter="station", make=lambda _session, station: station),
    UrlSample(parameter="deputy", make=deputy_at),
    UrlSample(parameter="announcement", make=_announcement),
    UrlSample(parameter="deed", make=_deed),
    UrlSample(parameter="mandate", make=_mandate),
    *TERM_SAMPLES,
    UrlSample(parameter="placement", make=_placement),
    UrlSample(parameter="enterprise", make=lambda _session, station: station.host),
    UrlSample(parameter="chain", make=lambda _session, station: station.chain),
    UrlSample(parameter="segment", make=lambda _session, station: station.chain.segments[0] if station.chain else None),
    UrlSample(parameter="region", make=lambda _session, station: station.region_code),
    UrlSample(parameter="congress", make=_congress),
    UrlSample(parameter="term", make=_term),
    UrlSample(parameter="member", make=lambda _session, station: station.staff[0]),
    UrlSample(parameter="staff", make=lambda _session, station: station.staff[0]),
    UrlSample(parameter="account", make=_manager_of),
    UrlSample(parameter="held", make=lambda session, station: _manager_of(session, station).grants[0]),
    UrlSample(parameter="import_batch", make=_import_batch),
    UrlSample(parameter="stored_file", make=_file),
    UrlSample(parameter="backup", make=_backup),
    UrlSample(parameter="size", make=lambda _session, _station: "small", endpoint="files"),
    UrlSample(parameter="task", make=_task),
    UrlSample(parameter="name", make=_plugin, endpoint="plugin_host"),
    UrlSample(parameter="year", make=lambda _session, _station: 2026, endpoint="calendar"),
    UrlSample(parameter="job", make=lambda _session, _station: "core.tidy", endpoint="administration"),
    UrlSample(parameter="settings_form", make=lambda _session, _station: "site", endpoint="options"),
    UrlSample(parameter="register", make=_register, endpoint="registers"),
    UrlSample(parameter="feature", make=lambda _session, _station: "stations", endpoint="permissions"),
)


class NoSample(LookupError):
    """A URL parameter nobody has a sample for."""


def url_arguments(app: Flask, rule: Rule, session: Session, station: Station) -> dict[str, object]:
    """A record of the station for every parameter of a route; raises NoSample for one without sample."""
    host = app.extensions["lianzhan"].host
    of_plugins = {
        name: [sample for owner, sample in host.url_samples() if owner == name] for name in host.blueprint_names
    }
    owner = rule.endpoint.partition(".")[0]
    samples = [*of_plugins.get(owner, ()), *CORE]
    if rule.endpoint.endswith("static"):
        return {"filename": _static_file(app, rule)}
    return {parameter: _sample(samples, parameter, rule).make(session, station) for parameter in sorted(rule.arguments)}


def _static_file(app: Flask, rule: Rule) -> str:
    """Some file of the folder the route serves."""
    folder = app.blueprints[rule.endpoint.partition(".")[0]] if "." in rule.endpoint else app
    files = sorted(
        file for file in Path(str(folder.static_folder)).rglob("*") if file.is_file() and file.name[0] != "."
    )
    return files[0].relative_to(str(folder.static_folder)).as_posix() if files else "nothing"


def _sample(samples: Iterable[UrlSample], parameter: str, rule: Rule) -> UrlSample:
    fitting = [one for one in samples if one.parameter == parameter and _is_for(one, rule.endpoint)]
    if not fitting:
        place = "core/testing/samples.py, or in SAMPLES of the plugin's testing.py"
        raise NoSample(
            f"The route {rule.rule} ({rule.endpoint}) has the parameter {parameter!r}, which no sample fits. Add a UrlSample to {place}."
        )
    return max(fitting, key=lambda one: one.endpoint is not None)


def _is_for(sample: UrlSample, endpoint: str) -> bool:
    return sample.endpoint is None or endpoint == sample.endpoint or endpoint.startswith(f"{sample.endpoint}.")


def url_for_rule(app: Flask, rule: Rule, arguments: Mapping[str, Any]) -> str:
    """The address of a route with these records."""
    return app.url_map.bind("localhost").build(
        rule.endpoint, dict(arguments), method=next(iter(rule.methods or {"GET"} - {"HEAD", "OPTIONS"}))
    )
