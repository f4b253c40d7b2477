"""What a plugin's blueprint must not do is found on a scratch application, before it comes near the real one."""

from __future__ import annotations

import pytest

from core.plugin_host import service
from core.plugin_host.states import State
from core.testing import page_of
from tests.core.plugin_host.conftest import Workshop, assert_core_answers, reason_in, state_in

INIT = """
    from core.api.declare import hooks, implements


    @implements(hooks.blueprints)
    def blueprints():
        from plugins.looms import views
        return [views.bp]
"""

VIEWS = """
    from core.api.data import Station
    from core.api.web import Blueprint, public, requires

    bp = Blueprint("looms", __name__)


    @bp.get("/list")
    @public
    def index():
        return "THE LOOMS"


    @bp.at_station.get("/list")
    @public(on=Station)
    def at_station(station):
        return f"LOOMS AT {station.id}"


    @bp.get("/broken")
    @public
    def broken():
        return 1 / 0
"""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("bp.before_app_request(lambda: None)", "before_request_funcs for the whole application"),
        ("bp.after_app_request(lambda answer: answer)", "after_request_funcs for the whole application"),
        ("bp.teardown_app_request(lambda error: None)", "teardown_request_funcs for the whole application"),
        ("bp.app_errorhandler(404)(lambda error: 'gone')", "error_handler_spec for the whole application"),
        ("bp.app_context_processor(lambda: {})", "template_context_processors for the whole application"),
        ("bp.app_url_defaults(lambda endpoint, values: None)", "url_default_functions for the whole application"),
        ("bp.app_template_filter('shout')(str.upper)", "template environment"),
        ("bp.app_template_global('everything')(dict)", "template environment"),
        ("bp.record(lambda state: state.app.url_map.converters.update(x=int))", "URL converter"),
        ("bp.record(lambda state: state.app.config.update(DEBUG=True))", "changes the application itself"),
        ("bp.add_url_rule('/x', 'x', lambda: 'x')", "does not say who may use it"),
        ("bp.get('/list')(public(lambda: 'again'))", "same address"),
        ("import flask; bp = flask.Blueprint('loooms', __name__)", "must be named looms"),
        (
            "import flask; bp = flask.Blueprint('looms', __name__, url_prefix='/stations'); bp.get('/mine')(public(lambda: 'x'))",
            "must begin with /p/looms/",
        ),
        ("bp.get('/secret')(requires('looms.secret')(lambda: 'x'))", "looms.secret, which nobody declares"),
        ("bp.get('/secret')(requires('nowhere.secret')(lambda: 'x'))", "nowhere.secret, which nobody declares"),
        ("bp = 'not a blueprint'", "must give Flask blueprints"),
    ],
)
def test_a_blueprint_that_reaches_beyond_its_own_pages_is_refused(workshop: Workshop, line: str, said: str) -> None:
    workshop.write("looms", init=INIT, views=f"{VIEWS}\n    {line}\n")
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert said in reason_in(app, "looms")
    place = assert_core_answers(app)
    assert place.admin.get("/p/looms/list").status_code == 404


def test_templates_outside_the_plugins_own_folder_are_refused(workshop: Workshop) -> None:
    workshop.write("looms", init=INIT, views=VIEWS, files={"templates/layout.html": "MINE"})
    assert "must lie in templates/looms/" in reason_in(workshop.app(), "looms")


def test_a_menu_that_leads_nowhere_is_refused(workshop: Workshop) -> None:
    menu = """
    from core.api.declare import NavItem, _


    @implements(hooks.nav_items)
    def nav_items():
        return [NavItem(title=_("Looms"), endpoint="looms.nowhere")]
    """
    workshop.write("looms", init=INIT + menu, views=VIEWS)
    app = workshop.app()
    assert "looms.nowhere" in reason_in(app, "looms")
    assert_core_answers(app)


def test_pages_answer_under_their_own_addresses_and_a_failing_one_is_attributed(workshop: Workshop) -> None:
    workshop.write("looms", init=INIT, views=VIEWS, files={"static/looms.css": "p {}"})
    app = workshop.app()
    assert state_in(app, "looms") is State.ACTIVE
    place = assert_core_answers(app)
    assert place.stranger.get("/p/looms/list").text == "THE LOOMS"
    assert place.stranger.get(f"/stations/{place.station}/p/looms/list").text == f"LOOMS AT {place.station}"
    with place.stranger.get("/p/looms/static/looms.css") as styles:
        assert styles.text == "p {}"
    assert place.stranger.get("/p/looms/broken").status_code == 500
    page = place.admin.get("/admin/plugins/looms").text
    assert "ZeroDivisionError" in page
    assert "looms/views.py" in page
    assert place.stranger.get("/readyz").json["failed_plugins"] == ["looms"]  # type: ignore[index]


def test_switched_off_for_a_station_is_404_there_and_only_there(workshop: Workshop) -> None:
    workshop.write("looms", init=INIT, views=VIEWS)
    app = workshop.app()
    place = assert_core_answers(app)
    answer = place.admin.post(f"/admin/plugins/looms/stations/{place.station}/off", data=csrf(app))
    assert answer.status_code == 303
    assert place.stranger.get(f"/stations/{place.station}/p/looms/list").status_code == 404
    assert place.stranger.get(f"/stations/{place.other}/p/looms/list").status_code == 200
    assert place.stranger.get("/p/looms/list").status_code == 200
    place.admin.post(f"/admin/plugins/looms/stations/{place.station}/on", data=csrf(app))
    assert place.stranger.get(f"/stations/{place.station}/p/looms/list").status_code == 200


def test_disabled_is_404_at_once_and_enabled_again_it_is_back_after_the_next_start(workshop: Workshop) -> None:
    workshop.write("looms", init=INIT, views=VIEWS)
    app, other_process, not_asked_between = workshop.app(), workshop.app(), workshop.app()
    place = assert_core_answers(app)
    place.admin.post("/admin/plugins/looms/disable", data=csrf(app))
    assert place.stranger.get("/p/looms/list").status_code == 404
    assert other_process.test_client().get("/p/looms/list").status_code == 404
    done = place.admin.post("/admin/plugins/looms/enable", data=csrf(app), follow_redirects=True)
    assert "looms 已启用，下次启动后运行。" in page_of(done).text
    for running in (app, other_process, not_asked_between):
        assert running.test_client().get("/p/looms/list").status_code == 404
        with running.extensions["lianzhan"].database.reading() as session:
            shown = service.status(running.extensions["lianzhan"].host, session, "looms")
        assert (shown.state, shown.is_enabled) == (State.DISABLED, True)
        assert shown.reason is not None
    assert workshop.app().test_client().get("/p/looms/list").status_code == 200


def test_what_was_never_disabled_stays_on_when_it_is_enabled(workshop: Workshop) -> None:
    workshop.write("looms", init=INIT, views=VIEWS)
    app = workshop.app()
    place = assert_core_answers(app)
    place.admin.post("/admin/plugins/looms/enable", data=csrf(app))
    assert place.stranger.get("/p/looms/list").status_code == 200
    place.admin.post("/admin/plugins/looms/disable", data=csrf(app))
    assert place.stranger.get("/p/looms/list").status_code == 404


def test_a_view_named_static_says_who_may_use_it(workshop: Workshop) -> None:
    workshop.write(
        "looms", init=INIT, views=f"{VIEWS}\n    @bp.get('/secret')\n    def static():\n        return 'secret'\n"
    )
    workshop.write(
        "yarn",
        init=INIT.replace("looms", "yarn"),
        views=VIEWS.replace("looms", "yarn"),
        files={"static/yarn.css": "a {}"},
    )
    app = workshop.app()
    assert state_in(app, "looms") is State.FAILED
    assert "/p/looms/secret does not say who may use it" in reason_in(app, "looms")
    assert app.test_client().get("/p/looms/secret").status_code == 404
    with app.test_client().get("/p/yarn/static/yarn.css") as answer:
        assert answer.status_code == 200


def csrf(app: object) -> dict[str, str]:
    from core.testing.signing import csrf_token

    return {"csrf_token": csrf_token(app)}  # type: ignore[arg-type]
