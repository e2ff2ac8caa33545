"""A program of its own that fits numbers and ends with its standard input.

It receives arrays of times and ratings and nothing else: no key, no words, no file. Killing it
loses nothing that cannot be computed again.
"""

from __future__ import annotations

import contextlib
import sys
from typing import BinaryIO

from leeward.analysis.cycle_codec import of_bytes, to_bytes
from leeward.analysis.cycle_jobs import Job, Reply, framed, unframed


def main() -> None:
    """Answer jobs until the input ends."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  not on every system

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (message := unframed(source)) is not None:
        try:
            answer = work(of_bytes(message, Job), target)
        except Exception as error:  # noqa: BLE001  the parent is told the kind, never the content
            answer = Reply(failed=type(error).__name__)
        send(target, answer)


def work(job: Job, target: BinaryIO) -> Reply:
    """Do one job; progress goes to `target` as it is made."""
    from leeward.analysis.cycle_fit import fit_cycle, what_if  # noqa: PLC0415  numba is slow
    from leeward.model.fit import Fit  # noqa: PLC0415  numba is slow

    start = None
    if job.start is not None:
        start = of_bytes(job.start, Fit)
    if job.change is not None and start is not None:
        return Reply(result=what_if(start, job.data, job.change))

    def report(stage: str, share: float) -> None:
        send(target, Reply(stage=stage, share=share))

    priors = None
    if job.prior is not None:
        from leeward.analysis.populations import prior_for  # noqa: PLC0415  numba is slow

        # Whoever holds the key has checked the signature.
        priors = prior_for(job.prior, lambda _body, _signature: True, job.covariates)
    numbers, fit = fit_cycle(
        job.data, start=start, report=report, prior=priors, prior_id=job.prior_id
    )
    return Reply(numbers=numbers, fit=to_bytes(fit))


def send(target: BinaryIO, reply: Reply) -> None:
    """Send one reply."""
    target.write(framed(to_bytes(reply)))
    target.flush()


if __name__ == "__main__":
    main()
