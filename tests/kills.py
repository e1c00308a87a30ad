"""Work that is killed in the middle, at moments spread over all of it.

The work runs in a process of its own, which tells each step (opening, renaming,
removing a file of the installation, starting a program) before it takes it. A
seeded choice of moments: some kills hit exactly before a step, the others at a
point of time between two, as in the midst of a statement of DuckDB.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

# How many kills a run of the test suite makes; FANZHA_KILLS=300 for more.
KILLS = int(os.environ.get("FANZHA_KILLS", "60"))
Work = Callable[[Path], None]

_STEPS = frozenset(
    [
        "open",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.symlink",
        "os.truncate",
        "shutil.rmtree",
        "subprocess.Popen",
    ]
)
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    ["tests.kills", "pipelines.intake", "pipelines.leftovers", "warehouse.editions"]
)


def share(sixtieths: int) -> int:
    """A test's part of all kills."""
    return max(1, KILLS * sixtieths // 60)


@dataclass(frozen=True)
class Step:
    """What the work is about to do, and how long after its first step."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Kill:
    """A kill that hit: after how many steps of the work, the last of them which."""

    steps: int
    last: str


def undisturbed(work: Work, home: Path) -> list[Step]:
    """Do the work to its end in a process of its own; returns its steps."""
    steps = []
    with _started(work, home, None) as (process, pipe):
        started = 0.0
        for line in _lines(pipe):
            started = started or time.monotonic()
            steps.append(Step(line, time.monotonic() - started))
        process.join()
        assert process.exitcode == 0
    assert steps.pop().name == "end"
    return steps


def killed(
    work: Work, fresh: Callable[[], Path], steps: list[Step], moment: float
) -> Kill:
    """Kill the work at a moment between its first step (0) and its last (1).

    `fresh` prepares the home for it. It is called again if the work was quicker
    than when it was undisturbed, and over before its kill; that one does not count.
    """
    if moment < 0.5:  # exactly before a step
        return _killed(work, fresh(), before=int(2 * moment * len(steps)))
    seconds = (2 * moment - 1) * steps[-1].seconds
    number = sum(step.seconds <= seconds for step in steps) - 1
    wait = seconds - steps[number].seconds
    try:
        return _killed(work, fresh(), after=number, wait=wait)
    except _TooLateError:
        return _killed(work, fresh(), before=number)


class _TooLateError(Exception):
    """The work had ended before it was killed."""


def moments(number: int, seed: int) -> list[float]:
    """Moments spread evenly and at random over the whole of a work."""
    choice = random.Random(seed)
    return [(n + choice.random()) / number for n in range(number)]


def _killed(
    work: Work,
    home: Path,
    *,
    before: int | None = None,
    after: int = 0,
    wait: float = 0.0,
) -> Kill:
    told: list[str] = []
    with _started(work, home, before) as (process, pipe):
        for line in _lines(pipe):
            told.append(line)
            if before is None and len(told) == after + 1:
                time.sleep(wait)
                process.kill()
        process.join()
        code = process.exitcode
    # It had begun, and had not ended.
    assert told
    if told[-1] == "end":
        raise _TooLateError
    assert code == -signal.SIGKILL, code
    return Kill(len(told), told[-1])


@contextlib.contextmanager
def _started(
    work: Work, home: Path, before: int | None
) -> Iterator[tuple[multiprocessing.process.BaseProcess, Connection]]:
    here, there = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_work, args=(work, home, there, before))
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        process.kill()
        process.join()
        here.close()


def _lines(pipe: Connection) -> Iterator[str]:
    with contextlib.suppress(EOFError):
        while True:
            yield pipe.recv_bytes().decode()


def _work(work: Work, home: Path, pipe: Connection, before: int | None) -> None:
    """In the child: tell every step, die before the one that is asked for."""
    taken = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        if event not in _STEPS:
            return
        words = " ".join(str(a) for a in arguments if isinstance(a, str | bytes | Path))
        if str(home) not in words and event != "subprocess.Popen":
            return
        pipe.send_bytes(f"{event} {words.replace(str(home), '')}".encode())
        if taken == before:
            os.kill(os.getpid(), signal.SIGKILL)
        taken += 1

    sys.addaudithook(hook)
    work(home)
    pipe.send_bytes(b"end")
