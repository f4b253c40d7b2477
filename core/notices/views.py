"""Pages of notices: one's own, how one is told, what is on its way, and the groups that are told."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from sqlalchemy import select

from core.access import Permission, Role
from core.clock import now
from core.errors import NotFound
from core.notices import inbox, sending, wishes
from core.notices.forms import CodeForm, MailForm, RobotForm, WishForm
from core.notices.mail import MailServer
from core.notices.models import TROUBLED, Delivery, Notice, Robot, Wish
from core.notices.robots import SERVICES, masked
from core.notices.words import CHANNEL_WORDS, STATE_MARKS, STATE_WORDS
from core.plugin_host.declarations import NavItem
from core.regions.models import Region
from core.stations.models import Station
from core.web import _, done, render, requires, session, viewer
from core.web.converters import LARGEST_ID
from core.web.fields import choices_of
from core.web.listing import asked_one_of, listed
from core.web.request import platform
from core.words import lazy as _l
from core.words import unpacked

bp = Blueprint("notices", __name__, template_folder="templates", url_prefix="/notices")

OFFICE = frozenset({Role.ADMINISTRATOR, Role.OFFICE})
PERMISSIONS = (
    Permission("notices.own", _l("Read one's own notices"), frozenset(Role)),
    Permission(
        "notices.deliveries", _l("See which mails and messages arrived, and send them again"), OFFICE | {Role.MANAGER}
    ),
    Permission("notices.robots", _l("Set through which groups stations speak"), OFFICE),
)
NAV = (
    NavItem(
        title=_l("Mails and messages"),
        endpoint="notices.deliveries",
        permission="notices.deliveries",
        place="admin",
        order=80,
        icon="send",
    ),
    NavItem(
        title=_l("Group chats"),
        endpoint="notices.robots",
        permission="notices.robots",
        place="admin",
        order=81,
        icon="megaphone",
    ),
)
ORDERS = {"newest": (Notice.read_at.is_not(None), Notice.id.desc())}


@bp.get("/")
@requires("notices.own")
def index() -> Any:
    """One's own notices, what was not read yet first."""
    listing = listed(inbox.notices_of(viewer()), ORDERS)
    return render("notices/index.html", listing=listing, said=unpacked)


@bp.post("/open")
@requires("notices.own")
def open_one() -> Any:
    """Read a notice: go where it leads."""
    asked = request.form.get("notice", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 20 else 0
    notice = inbox.read(session(), viewer(), now(), number) if 0 < number <= LARGEST_ID else None
    if notice is None:
        raise NotFound
    return done(notice.link or url_for(".index"))


@bp.post("/read")
@requires("notices.own")
def read_all() -> Any:
    """Mark all as read."""
    inbox.read(session(), viewer(), now())
    return done(url_for(".index"), _("All are marked as read."))


# How I am told


@bp.route("/wishes", methods=["GET", "POST"])
@requires("notices.own")
def how() -> Any:
    """Whether mails are wanted, and of what."""
    wish = wishes.wish_of(session(), viewer().account_id or 0)
    kinds = _kinds(wish)
    form = WishForm(data=_wanted(wish, kinds))
    form.kinds.choices = kinds
    if form.validate_on_submit():
        with form.attempt():
            refused = [key for key, _title in kinds if key not in (form.kinds.data or [])]
            wishes.choose(session(), wish, is_on=bool(form.is_on.data), without=refused)
            return done(url_for(".how"), _("Saved."))
    return _how(wish, form=form)


@bp.post("/wishes/mail")
@requires("notices.own")
def give_mail() -> Any:
    """Give an address; a code is sent there."""
    wish, form = wishes.wish_of(session(), viewer().account_id or 0), MailForm()
    if form.validate_on_submit():
        with form.attempt():
            wishes.ask_to_confirm(session(), wish, form.mail.data, now())
            return done(url_for(".how"), _("A mail with a code is on its way. Type the code in here."))
    return _how(wish, mail_form=form)


@bp.post("/wishes/code")
@requires("notices.own")
def confirm_mail() -> Any:
    """Type in the code from the mail."""
    wish, form = wishes.wish_of(session(), viewer().account_id or 0), CodeForm()
    if form.validate_on_submit():
        if wishes.confirm(session(), wish, form.code.data, platform().settings.secret_key, now()):
            return done(url_for(".how"), _("Your address is confirmed. From now on you get mails too."))
        form.add_problem(str(wishes.WrongMailCode()), "code")
    return _how(wish, code_form=form)


@bp.post("/wishes/forget")
@requires("notices.own")
def forget_mail() -> Any:
    """Send no more mails, and forget the address."""
    wishes.forget_address(session(), wishes.wish_of(session(), viewer().account_id or 0))
    return done(url_for(".how"), _("Your address is forgotten. No more mails are sent."))


def _how(wish: Wish, **forms: Any) -> Any:
    kinds = _kinds(wish)
    form = forms.get("form")
    if form is None:
        form = WishForm(formdata=None, data=_wanted(wish, kinds))
        form.kinds.choices = kinds
    return render(
        "notices/how.html",
        wish=wish,
        sends_mail=MailServer.of(platform().settings) is not None,
        form=form,
        mail_form=forms.get("mail_form") or MailForm(formdata=None),
        code_form=forms.get("code_form") or CodeForm(formdata=None),
    )


def _wanted(wish: Wish, kinds: list[tuple[str, str]]) -> dict[str, Any]:
    return {"is_on": wish.is_on, "kinds": [key for key, _title in kinds if key not in wish.without]}


def _kinds(wish: Wish) -> list[tuple[str, str]]:
    """What may be wanted as mail or not: the plugins that have told one something, and what was refused before."""
    telling = inbox.told_by(session(), viewer()) | set(wish.without)
    plugins = platform().host.plugins.items()
    return [(name, str(_(plugin.title))) for name, plugin in plugins if name in telling]


# What is on its way


@bp.get("/deliveries")
@requires("notices.deliveries")
def deliveries() -> Any:
    """Mails and messages within reach, the newest first; what went wrong where asked."""
    state = asked_one_of("state", ["troubled", *STATE_WORDS])
    query = sending.deliveries_in(viewer().reach("notices.deliveries"), state)
    return render(
        "notices/deliveries.html",
        listing=listed(query, {"newest": (Delivery.id.desc(),)}),
        state=state,
        states=[("troubled", _("Something is wrong")), *((key, str(words)) for key, words in STATE_WORDS.items())],
        state_words=STATE_WORDS,
        state_marks=STATE_MARKS,
        channel_words=CHANNEL_WORDS,
        troubled=TROUBLED,
        said=unpacked,
        sends_mail=MailServer.of(platform().settings) is not None,
    )


@bp.post("/deliveries/<id:notice_delivery>/again")
@requires("notices.deliveries", on=Delivery)
def send_again(notice_delivery: Delivery) -> Any:
    """Send it once more."""
    sending.send_again(session(), notice_delivery, now())
    return done(url_for(".deliveries", state="troubled"), _("It is sent once more."))


@bp.post("/deliveries/<id:notice_delivery>/arrived")
@requires("notices.deliveries", on=Delivery)
def it_arrived(notice_delivery: Delivery) -> Any:
    """Somebody has seen it in the group."""
    sending.it_arrived(session(), notice_delivery, now())
    return done(url_for(".deliveries", state="troubled"), _("Good: it arrived."))


# Groups


@bp.get("/groups")
@requires("notices.robots")
def robots() -> Any:
    """The groups through which stations speak."""
    query = select(Robot).where(Robot.in_reach(viewer().reach("notices.robots")))
    return render(
        "notices/robots.html",
        listing=listed(query, {"name": (Robot.name, Robot.id)}),
        services={name: one.title for name, one in SERVICES.items()},
        masked=masked,
        regions=_region_names(),
    )


@bp.route("/groups/new", methods=["GET", "POST"])
@requires("notices.robots")
def new_robot() -> Any:
    """A further group."""
    return _edited(Robot(secret_url="", secret_sign=""), RobotForm(), _("The group is entered. Try it out."))


@bp.route("/groups/<id:notice_robot>", methods=["GET", "POST"])
@requires("notices.robots", on=Robot)
def robot(notice_robot: Robot) -> Any:
    """Change a group; an address that is left empty stays."""
    shown = {
        "name": notice_robot.name,
        "is_on": notice_robot.is_on,
        "station": str(notice_robot.station_id or ""),
        "region": "" if notice_robot.station_id else notice_robot.region_code,
    }
    return _edited(notice_robot, RobotForm(data=shown), _("Saved."))


@bp.post("/groups/<id:notice_robot>/try")
@requires("notices.robots", on=Robot)
def try_robot(notice_robot: Robot) -> Any:
    """Say something in the group."""
    sending.try_out(session(), notice_robot, now())
    return done(url_for(".deliveries"), _("A message is on its way to the group %(name)s.", name=notice_robot.name))


@bp.post("/groups/<id:notice_robot>/delete")
@requires("notices.robots", on=Robot)
def delete_robot(notice_robot: Robot) -> Any:
    """Speak in that group no more, and forget its address."""
    session().delete(notice_robot)
    session().flush()
    return done(url_for(".robots"), _("The group %(name)s is told nothing any more.", name=notice_robot.name))


def _edited(robot: Robot, form: RobotForm, words: str) -> Any:
    reach = viewer().reach("notices.robots")
    stations = (
        session().scalars(select(Station).where(Station.in_reach(reach)).order_by(Station.sort_key, Station.id)).all()
    )
    by_id = {str(one.id): one for one in stations}
    form.station.choices = choices_of([("", _("None")), *((number, one.name) for number, one in by_id.items())])
    form.region.choices = choices_of([("", _("None")), *_region_names().items()])
    if form.validate_on_submit():
        with form.attempt():
            sending.save_robot(
                session(),
                robot,
                name=form.name.data,
                url=form.url.data or "",
                sign=form.sign.data or "",
                is_on=bool(form.is_on.data),
                station=by_id.get(form.station.data or ""),
                region=form.region.data or "",
            )
            return done(url_for(".robots"), words)
    kept = masked(robot.secret_url, robot.service) if robot.secret_url else ""
    return render("notices/robot.html", robot=robot if robot.id else None, form=form, kept=kept)


def _region_names() -> dict[str, str]:
    reach = viewer().reach("notices.robots")
    query = select(Region.code, Region.name).order_by(Region.code)
    if not reach.everything:
        query = query.where(reach.clause(region=Region.code.expression))
    return {row.code: row.name for row in session().execute(query)}
