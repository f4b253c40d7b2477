"""``lianzhan serve --dev``: what is saved is on the page within seconds, what is broken stands beside it, and nothing ends the server.

A real server over a real plugin in a folder of the test's own. Pages are asked for until they show what was saved.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from core.serve.dev.masking import masked
from core.testing.serving import Served, free_port, lianzhan, serving
from tests.core.serve.test_serve import is_running, parts, until

PATIENCE_S = 120
MANIFEST = 'name = "looms"\ntitle = "Looms"\nversion = "1.0"\napi = ">=1,<2"\n'
INIT = """
    from core.api.declare import Panel, _, hooks, implements
    from core.api.web import Blueprint, public


    @implements(hooks.home_panels)
    def home_panels(session, viewer, day):
        return [Panel(title=_("Looms"), template="looms/panel.html", context={"kept": kept()})]


    def kept():
        return "Looms, as first written"


    bp = Blueprint("looms", __name__)


    @bp.get("/")
    @public
    def index():
        return "<html><body>" + kept() + "</body></html>"


    @implements(hooks.blueprints)
    def blueprints():
        return [bp]
"""


@dataclass
class Bench:
    """A developer's server, and the plugin that is being written."""

    served: Served
    folder: Path
    language: str = "en"

    def save(self, file: str, text: str) -> None:
        """What an editor does: the new file takes the place of the old one."""
        target = self.folder / file
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f"{target.name}.saving")
        fresh.write_text(dedent(text), encoding="utf-8")
        fresh.replace(target)

    def change(self, old: str, new: str) -> None:
        """Save the plugin's first file with other words in it."""
        self.save("__init__.py", dedent(INIT).replace(old, new))

    def page(self, path: str = "/") -> tuple[int, str, str]:
        """Status, page and Content-Security-Policy; asked again where the part that was asked was just ending."""
        asked = urllib.request.Request(self.served.url + path, headers={"Cookie": f"language={self.language}"})  # noqa: S310 - our own server
        patience = time.monotonic() + PATIENCE_S
        while True:
            try:
                with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:  # noqa: S310
                    return answer.status, answer.read().decode(), answer.headers["Content-Security-Policy"]
            except urllib.error.HTTPError as refused:
                return refused.code, refused.read().decode(), refused.headers["Content-Security-Policy"]
            except OSError:
                if time.monotonic() > patience:
                    raise
            time.sleep(0.1)

    def until(self, shown: Callable[[str], bool], path: str = "/") -> str:
        """Ask for the page until it shows that; the page."""
        patience, last = time.monotonic() + PATIENCE_S, ""
        while time.monotonic() < patience:
            last = self.page(path)[1]
            if shown(last):
                return last
            time.sleep(0.1)
        raise AssertionError(f"{last[-4000:]}\n{self.served.log.read_text()[-4000:]}")

    def until_answered(self, status: int, path: str) -> None:
        """Ask for the page until this is its status: the old part may answer until it has ended."""
        patience = time.monotonic() + PATIENCE_S
        while (told := self.page(path)[0]) != status:
            assert time.monotonic() < patience, f"{path} is answered with {told}"
            time.sleep(0.1)


@pytest.fixture
def more(database_url: str, tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "plugins" / "looms"
    (folder / "templates" / "looms").mkdir(parents=True)
    (folder / "plugin.toml").write_text(MANIFEST)
    (folder / "__init__.py").write_text(dedent(INIT))
    (folder / "templates/looms/panel.html").write_text("<p>{{ kept }}.</p>")
    return {
        "LIANZHAN_DATABASE_URL": database_url,
        "LIANZHAN_PLUGINS_PATH": str(folder.parent),
        "LIANZHAN_PLUGINS_DISABLED": "duty_days",
        "LANGUAGE": "en",
    }


@pytest.fixture
def bench(more: dict[str, str], tmp_path: Path) -> Iterator[Bench]:
    with serving(tmp_path, "--dev", "--web-only", more=more) as served:
        yield Bench(served, tmp_path / "plugins" / "looms")


def is_well(page: str) -> bool:
    return "dev-panel" in page and "dev-trouble" not in page


def test_what_is_saved_is_on_the_page_within_seconds(bench: Bench) -> None:
    assert "Looms, as first written." in bench.until(is_well)
    bench.change("as first written", "as written again")
    assert is_well(bench.until(lambda page: "Looms, as written again." in page))
    bench.save("templates/looms/panel.html", "<p>From a template: {{ kept }}</p>")
    bench.until(lambda page: "From a template: " in page)
    bench.save("plugin.toml", MANIFEST.replace("1.0", "1.1").replace(">=1,<2", ">=8"))
    bench.until(lambda page: "looms was written for plugin API &gt;=8" in page)


def test_a_syntax_error_stands_beside_every_page_until_it_is_mended(bench: Bench) -> None:
    bench.until(is_well)
    bench.change("def kept():", "def kept(:")
    shown = bench.until(lambda page: "SyntaxError" in page)
    page = bench.until(lambda page: "SyntaxError" in page, "/login")  # the old part may answer until it has ended
    status, _page, policy = bench.page("/login")
    assert status == 200
    for said in ("dev-trouble", "<strong>looms</strong>", "SyntaxError", "looms/__init__.py:11", "def kept(:"):
        assert said in shown
        assert said in page
    assert "unsafe-inline" not in policy
    assert " style=" not in page.partition("dev-panel")[2]
    bench.change("", "")
    assert "Looms, as first written." in bench.until(is_well)


def test_a_plugin_that_ends_its_process_ends_neither_server_nor_page(bench: Bench) -> None:
    bench.until(is_well)
    bench.change("def kept():", "import sys; sys.exit(3)\n\ndef kept():")
    assert bench.page()[0] == 200
    assert "SystemExit" in bench.until(lambda page: "dev-trouble" in page)
    bench.change("as first written", "mended")
    assert "Looms, mended." in bench.until(is_well)


def test_a_hook_that_raises_is_shown_with_its_line_and_its_cost_and_no_name_of_anybody(bench: Bench) -> None:
    bench.change(
        'return "Looms, as first written"', 'who = {"phone": "13800001111"}\n    return who["\\u5f20\\u4e09"] + 1'
    )
    shown = bench.until(lambda page: "KeyError" in page)
    assert bench.page()[0] == 200
    for said in ("<code>home_panels</code>", "looms/__init__.py:13", "What it costs: Its panel shows an error card"):
        assert said in shown
    message = shown.partition('<p class="dev-error">')[2].partition("</p>")[0]
    assert message == "KeyError: &#39;…&#39;"
    bench.until_answered(500, "/p/looms/")
    page = bench.page("/p/looms/")
    assert "page looms.index" in page[1]
    assert "looms/__init__.py:13" in page[1]
    assert "This page could not be answered" in page[1]


def test_migrations_to_run_are_said_and_taken_up_when_they_have_run(
    bench: Bench, more: dict[str, str], tmp_path: Path
) -> None:
    bench.until(is_well)
    bench.save(
        "migrations/0001_looms.py",
        """
            import sqlalchemy as sa
            from alembic import op

            revision = "0001"
            down_revision = None


            def upgrade():
                op.create_table("looms__loom", sa.Column("id", sa.Integer, primary_key=True))


            def downgrade():
                op.drop_table("looms__loom")
        """,
    )
    assert "looms has migrations to run: 0001" in bench.until(lambda page: "dev-trouble" in page)
    assert lianzhan("db", "upgrade", data_dir=tmp_path, more=more).returncode == 0
    bench.until(is_well)


def test_a_package_of_its_own_is_taken_up_when_it_is_enabled_and_whenever_it_is_saved(
    more: dict[str, str], tmp_path: Path
) -> None:
    site = tmp_path / "elsewhere"
    info = site / "lianzhan_looms-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lianzhan-looms\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[lianzhan.plugins]\nlooms = lianzhan_looms\n")
    (tmp_path / "plugins" / "looms").rename(site / "lianzhan_looms")
    more["PYTHONPATH"] = f"{Path.cwd()}:{site}"
    with serving(tmp_path, "--dev", "--web-only", more=more) as served:
        bench = Bench(served, site / "lianzhan_looms")
        assert "Looms" not in bench.until(is_well)
        assert lianzhan("plugin", "enable", "looms", data_dir=tmp_path, more=more).returncode == 0
        bench.until(lambda page: "Looms, as first written." in page)
        bench.change("as first written", "as written again")
        bench.until(lambda page: "Looms, as written again." in page)


def test_words_that_are_saved_are_compiled_and_spoken(bench: Bench) -> None:
    bench.until(is_well)
    bench.save("templates/looms/panel.html", '<p>{{ _("Weave") }}</p>')
    bench.language = "zh_Hans_CN"
    catalog = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Weave"\nmsgstr "Zhibu"\n'
    file = "translations/zh_Hans_CN/LC_MESSAGES/messages.po"
    bench.save(file, catalog)
    bench.until(lambda page: "<p>Zhibu</p>" in page)
    bench.save(file, catalog + "no line of a catalog\n")
    assert "<p>Zhibu</p>" in bench.until(lambda page: "messages.po" in page)
    bench.save(file, catalog.replace("Zhibu", "Zhi"))
    assert is_well(bench.until(lambda page: "<p>Zhi</p>" in page))


def test_nothing_of_it_is_there_without_asking(more: dict[str, str], tmp_path: Path) -> None:
    with serving(tmp_path, "--web-only", more=more) as served:
        assert "dev-panel" not in served.get("/")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            served.get("/serve/dev/ready")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIANZHAN_PUBLIC_URL", "https://127.0.0.1"),
        ("LIANZHAN_PUBLIC_URL", "http://stations.example.cn"),
        ("LIANZHAN_HOST", "0.0.0.0"),  # noqa: S104 - what is refused
        ("LIANZHAN_TRUSTED_PROXIES", "1"),
    ],
)
def test_it_serves_ones_own_machine_alone(more: dict[str, str], tmp_path: Path, name: str, value: str) -> None:
    given = {**more, "LIANZHAN_PORT": str(free_port()), name: value}
    told = lianzhan("serve", "--dev", data_dir=tmp_path, more=given)
    assert told.returncode == 1
    assert f"and {name} says {value}" in told.stderr.replace("and LIANZHAN_PUBLIC_URL says http://0.0.0.0", "")
    assert "Traceback" not in told.stderr


def test_what_may_be_somebodys_is_masked() -> None:
    said = masked(
        "no row for \u5f20\u4e09, 13800001111, a@b.cn in looms__loom of 1 and sk1234567890abcdefghij, line 12"
    )
    assert said == "no row for …, …, … in looms__loom of 1 and …, line 12"


def test_where_the_platform_itself_cannot_start_every_address_says_why(more: dict[str, str], tmp_path: Path) -> None:
    with serving(tmp_path, "--dev", "--web-only", more={**more, "LIANZHAN_PLUGINS_STRICT": "1"}) as served:
        bench = Bench(served, tmp_path / "plugins" / "looms")
        bench.until(is_well)
        bench.change("def kept():", "def kept(:")
        assert "SyntaxError" in bench.until(lambda page: "dev-panel" not in page)
        bench.until_answered(503, "/login")
        bench.change("", "")
        bench.until(is_well)


def test_a_job_that_fails_in_the_worker_is_shown_too(more: dict[str, str], tmp_path: Path) -> None:
    with serving(tmp_path, "--dev", more=more) as served:
        bench = Bench(served, tmp_path / "plugins" / "looms")
        job = """
            def weave(session, at):
                raise LookupError("no yarn")


            @implements(hooks.jobs)
            def jobs():
                return [Job(name="weave", title=_("Weave"), run=weave, every=timedelta(seconds=1))]
        """
        begins = "from datetime import timedelta\n\nfrom core.api.declare import Job\n"
        bench.save("__init__.py", begins + dedent(INIT) + dedent(job))
        shown = bench.until(lambda page: "job weave" in page)
    assert "LookupError" in shown
    assert "no yarn" not in shown.partition("dev-error")[2].partition("</p>")[0]
    assert "raise LookupError" in shown


def test_scheduler_and_worker_begin_anew_too(more: dict[str, str], tmp_path: Path) -> None:
    with serving(tmp_path, "--dev", more=more) as served:
        bench = Bench(served, tmp_path / "plugins" / "looms")
        until(lambda: {"scheduler", "worker"} <= parts(served).keys())
        first = parts(served)
        bench.change("as first written", "as written again")
        bench.until(lambda page: "as written again" in page)
        until(
            lambda: (
                {"scheduler", "worker"} <= parts(served).keys()
                and not set(parts(served).values()) & set(first.values())
            )
        )
        last = parts(served)
    assert not any(map(is_running, [*first.values(), *last.values()]))
    assert "helper_died" not in served.log.read_text()
