"""The process that computes fits, as its owner sees it: started late, killed at once."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING

from leeward.util.errors import LeewardError
from leeward.util.language import mark

if TYPE_CHECKING:
    from leeward.analysis.cycle_jobs import Job, Reply

IDLE_SECONDS = 60.0
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


class StoppedError(LeewardError):
    """The process ended before it answered: it was stopped, or the machine ran out of memory."""


def bare_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without anything of the journal's, the passphrase above all."""
    kept = {k: v for k, v in environment.items() if not k.startswith("LEEWARD_")}
    return {**kept, **dict.fromkeys(_ONE_THREAD, "1")}


class CycleProcess:
    """One worker at a time; jobs run one after the other.

    The process ends by itself after a minute without work, so that its memory goes back.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._busy = threading.Lock()
        self._timer: threading.Timer | None = None

    def run(self, job: Job, tell: Callable[[Reply], None]) -> Reply:
        """Do a job and return its last reply; `tell` hears every one before it.

        Raises:
            StoppedError: the process ended first.
        """
        from leeward.analysis.cycle_codec import of_bytes, to_bytes  # noqa: PLC0415  numpy is slow to import
        from leeward.analysis.cycle_jobs import Reply, framed, unframed  # noqa: PLC0415  numpy is slow to import

        with self._busy:
            self._rest()
            process = self._started()
            source, target = _ends(process)
            try:
                source.write(framed(to_bytes(job)))
                source.flush()
                while (message := unframed(target)) is not None:
                    reply = of_bytes(message, Reply)
                    if reply.last:
                        self._later()
                        return reply
                    tell(reply)
            except OSError as error:
                raise StoppedError(mark("The calculation was stopped.")) from error
            raise StoppedError(mark("The calculation was stopped."))

    def stop(self) -> None:
        """Kill the process, whatever it is doing; a job that waits for it raises."""
        self._rest()
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for end in (process.stdin, process.stdout):
                if end is not None:
                    with contextlib.suppress(OSError):
                        end.close()

    @property
    def running(self) -> bool:
        """Whether there is a process at the moment."""
        return self._process is not None and self._process.poll() is None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "leeward.analysis.cycle_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=bare_environment(os.environ),
            )
        return self._process

    def _later(self) -> None:
        self._timer = threading.Timer(IDLE_SECONDS, self.stop)
        self._timer.daemon = True
        self._timer.start()

    def _rest(self) -> None:
        timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()


def _ends(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise StoppedError(mark("The calculation could not be started."))
    return process.stdin, process.stdout
