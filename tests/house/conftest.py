"""The promises over this repository: its permissions are reviewed beside the tests of each part."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.testing.promises.permissions import Review
from tests.house.checkout import ROOT
from tests.house.permissions import REVIEW


@pytest.fixture(scope="session")
def review() -> Review:
    """Where the reviewed permissions stand."""
    return REVIEW


@pytest.fixture(scope="session")
def code_folders() -> Sequence[Path]:
    """Where code lies."""
    return [ROOT / folder for folder in ("core", "plugins", "templates", "tools", "bench")]


@pytest.fixture(scope="session")
def round_the_audit() -> tuple[str, ...]:
    """The files that may change records unseen by the audit."""
    return (
        "bench/",
        "tools/",
        "core/audit/",
        "core/testing/",
        "core/accounts/devices.py",  # the day a phone was last seen
        "core/accounts/guesses.py",  # attempts to sign in
        "core/accounts/second_factor.py",  # recovery codes of a second factor that is switched off
        "core/accounts/slips.py",  # slips in their hundreds, audited as one event
        "core/decided.py",  # the stamp that says a decision was made; the decision is audited itself
        "core/jobs/service.py",  # runs of jobs, and tidying up
        "core/jobs/tasks.py",  # the same of tasks
        "core/deputies/models.py",  # what a deputy is ordered by, as their name is, whose change is audited
        "core/imports/staging.py",  # staged files
        "core/imports/long_files.py",  # the same of long files
        "core/imports/tasks.py",  # the same, once they are written
        "core/personal_data/erasing.py",  # an erasure leaves no trace of what went; it is audited as one event
        "core/personal_data/traces.py",  # the same of what was said of a person elsewhere
        "core/terms/reverting.py",  # what a term change noted, once it is taken back, which is audited as an event
        "core/notices/carrying.py",  # what became of each message
        "core/notices/inbox.py",  # that a notice was read
        "core/notices/jobs.py",  # old notices and messages, tidied up
        "plugins/duty_days/receiving/forgetting.py",  # visitors are no longer known; their rows are not audited
        "core/watch/beats.py",  # that processes are alive
        "core/plugin_host/host.py",  # observed failures, cleared when mended
        "core/plugin_host/service.py",  # the same, cleared by hand, which is audited as an event
        "core/plugin_host/purge.py",  # audited as one event
        "plugins/duty_days/rota/service.py",  # names the computer proposes: a draft, audited place by place when published
        "plugins/enterprise_visits/pairing/proposing.py",  # pairs the computer proposes: a draft that nobody goes by
        "plugins/enterprise_visits/pairing/publishing.py",  # pairs of a version, which keeps each; audited as one event
    )
