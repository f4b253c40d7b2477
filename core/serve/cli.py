"""Commands that run the platform."""

from __future__ import annotations

import json

import click

from core.platform import Platform
from core.settings import Settings
from core.words import lazy as _


@click.command("serve", help=str(_("Run web, scheduler and worker; they die together.")))
@click.option("--web-only", is_flag=True, help=str(_("Leave scheduler and worker to processes of their own.")))
@click.option(
    "--dev",
    is_flag=True,
    help=str(_("Take up what is saved, and show plugins' errors beside the page; for this machine alone.")),
)
def serve(*, web_only: bool, dev: bool) -> None:
    """Run web, scheduler and worker; they die together. --web-only leaves the other two to processes of their own.

    --dev is for developers of plugins: it takes up every change of code, templates, catalogs, manifests and static files
    within seconds, and shows what fails beside the page. It serves this machine alone.
    """
    if dev:
        from core.serve.dev.running import run_dev

        run_dev(Settings.from_environ(), web_only=web_only)
        return
    from core.serve.service import run_all

    run_all(Settings.from_environ(), web_only=web_only)


@click.command("scheduler", help=str(_("Run the scheduler; of several, one leads and the others stand by.")))
def scheduler() -> None:
    """Run the scheduler; of several, one leads and the others stand by."""
    from core.jobs.processes import run_scheduler

    run_scheduler(Platform.from_environ())


@click.command("worker", help=str(_("Run the worker, which does what the scheduler and the pages hand over.")))
def worker() -> None:
    """Run the worker, which does what the scheduler and the pages hand over."""
    from core.jobs.processes import run_worker

    run_worker(Platform.from_environ())


@click.command("config", help=str(_("Show every setting as it is in force.")))
@click.option("--json", "as_json", is_flag=True)
def config(*, as_json: bool) -> None:
    """Show every setting as it is in force."""
    shown = Settings.from_environ().shown()
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for name, value in shown.items():
        click.echo(_("%(name)s = %(value)s", name=name, value=value))


COMMANDS = [serve, scheduler, worker, config]
