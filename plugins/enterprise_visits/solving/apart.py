"""A large flow is solved in a process of its own.

OR-Tools holds the interpreter's lock while it solves: within the worker, nothing else would get its turn for half a
minute, not even the sign that the task lives. From outside, the search can also be told of, and stopped.
"""

from __future__ import annotations

import math
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import numpy as np

from plugins.enterprise_visits.solving.network import Network
from plugins.enterprise_visits.solving.problem import Integers, Told

CHILD: Final = Path(__file__).with_name("child.py")
SECONDS_A_PAIR: Final = 4e-6
"""About what a search takes: what is told is a guess, which slows down before it is full."""
EVERY_S: Final = 0.5


def used_apart(network: Network, tell: Told, begins: float, ends: float) -> Integers:
    """The candidate pairs that the best flow uses. Tells its share between these, at least every second."""
    begun = time.monotonic()
    free = network.free
    expected = SECONDS_A_PAIR * free.size
    with _child() as child, _kept(child.stdin) as given, _kept(child.stdout) as answer:
        sizes = np.array([network.free.size, network.tail.size, network.supply.size], np.int64)
        for each in (sizes, network.tail, network.head, network.capacity, network.cost, network.supply):
            given.write(np.ascontiguousarray(each).view(np.uint8).data)
        given.close()
        del network, each  # the other process has it now, and needs the memory
        while not _answers(answer):
            done = 1 - math.exp(-(time.monotonic() - begun) / expected)
            tell("solving", begins + (ends - begins) * done)
        used = np.frombuffer(answer.read(), np.bool_)
    if used.size != free.size:
        raise RuntimeError("the search was ended before it had an answer: was there too little memory?")
    return free[used]


@contextmanager
def _child() -> Iterator[subprocess.Popen[bytes]]:
    """The process that solves; it does not outlive what is done with it."""
    child = subprocess.Popen(  # noqa: S603 - our own file
        [sys.executable, "-I", str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@contextmanager
def _kept(stream: IO[bytes] | None) -> Iterator[IO[bytes]]:
    if stream is None:
        raise RuntimeError("a pipe was asked for")
    with stream:
        yield stream


def _answers(answer: IO[bytes]) -> bool:
    """Whether something comes, after a moment's waiting: the answer, or nothing more."""
    ready, _, _ = select.select([answer], [], [], EVERY_S)
    return bool(ready)
