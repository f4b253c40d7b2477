"""The queue only carries: it may be lost, damaged or full."""

from __future__ import annotations

import pytest

from core.jobs.queue import FILE, MOST_WAITING, Queue
from core.platform import Platform


@pytest.mark.usefixtures("on_both")
def test_what_is_nudged_in_one_process_is_run_in_the_other(platform: Platform) -> None:
    ran: list[int] = []
    here, there = Queue(platform), Queue(platform, ran.append)
    assert here.nudge(7)
    task = there.carrier.dequeue()
    assert task is not None
    there.carrier.execute(task)
    assert ran == [7]
    here.close()
    there.close()


def test_a_damaged_queue_is_put_aside(platform: Platform) -> None:
    file = platform.settings.data_dir / FILE
    file.write_bytes(b"\0garbage" * 2000)
    queue = Queue(platform)
    assert queue.nudge(1)
    queue.close()
    assert list(file.parent.glob(f"{FILE}.damaged-*"))


def test_a_queue_that_nobody_empties_does_not_grow_without_end(platform: Platform) -> None:
    queue = Queue(platform)
    queue.carrier.storage.queue_size = lambda: MOST_WAITING
    assert not queue.nudge(1)
    queue.close()


def test_a_queue_that_cannot_be_written_is_no_harm(platform: Platform) -> None:
    queue = Queue(platform)
    queue.close()
    file = platform.settings.data_dir / FILE
    file.unlink()
    file.mkdir()
    assert not queue.nudge(1)
