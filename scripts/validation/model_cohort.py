"""A thousand simulated people, EM from cold: weights, SDs, what is held, the time."""

from __future__ import annotations

import math
import time

from benchmarks.model_cohort import measure, report, worst

from leeward.model.cohort import processes

PEOPLE = 1000


def main() -> None:
    """Fit the population and compare it with the truth."""
    with processes(2) as mapper:
        begin = time.process_time()
        cohort, seconds = measure(PEOPLE, mapper)
        spent = time.process_time() - begin
    print("\n".join(report(cohort)))
    z, ratio = worst(cohort)
    learned = [e for e in cohort.entries.values() if not e.held]
    weights = sum(len(e.weights) for e in learned)
    # The largest of so many standard errors exceeds this once in a hundred runs.
    bound = math.sqrt(2.0 * math.log(100.0 * weights))
    print(f"{seconds:.0f} s ({spent:.0f} s of them in this process), {cohort.sweeps} sweeps")
    print(f"largest |z| of {weights} weights {z:.2f} (bound {bound:.2f}), SDs within {ratio:.0%}")
    threat = cohort.entries["beta_threat_class*"]
    effect = abs(threat.weights[1] - 0.5) / threat.errors[1]
    if not cohort.converged or z > bound or ratio > 0.2 or effect > 2.5:
        raise SystemExit("the population was not recovered")
    if not cohort.entries["alpha_H"].held:
        raise SystemExit("a parameter that people cannot tell was not held")
