"""People of the two-state model drawn from its own priors: coverage of their intervals."""

from __future__ import annotations

import numpy as np
from benchmarks.model_two_state import NO_HABIT

from leeward.model.draws import weighted_quantile
from leeward.model.params import Layout, draw_prior, to_natural
from leeward.model.two_state import fit_two_state, two_state_layout
from leeward.model.two_state_people import simulate_pair, typical

PEOPLE, DAYS = 60, 60


def main() -> None:
    """Draw people, fit them, count how often 90 % intervals hold the truth."""
    base = typical()
    layout: Layout = two_state_layout(simulate_pair(base, days=60, seed=0).data, priors=NO_HABIT)
    rng = np.random.default_rng(20_261_122)
    held: dict[str, list[bool]] = {}
    sound = 0
    for seed in range(PEOPLE):
        drawn = layout.params(draw_prior(layout, rng)).as_dict()
        truth = base.replaced(**{n: drawn[n] for n in base.names if n in drawn})
        data = simulate_pair(truth, days=DAYS, seed=seed + 1000).data
        fit = fit_two_state(data, priors=NO_HABIT)
        sound += fit.converged and fit.draws.trusted
        x, w = to_natural(fit.layout, fit.draws.z), fit.draws.weight
        for i, name in enumerate(fit.layout.names):
            if name in base.names:
                low, high = weighted_quantile(x[:, i], w, (0.05, 0.95))
                held.setdefault(name, []).append(low <= truth[name] <= high)
    shares = {name: float(np.mean(found)) for name, found in held.items()}
    for name, share in sorted(shares.items(), key=lambda pair: pair[1]):
        print(f"{name:16s} {share:.2f} of {len(held[name])}")
    mean = float(np.mean([one for found in held.values() for one in found]))
    print(f"mean coverage {mean:.3f}; converged and trusted {sound} of {PEOPLE}")
    if not 0.85 <= mean <= 0.95:
        raise SystemExit(f"mean coverage {mean:.3f} outside .85 to .95")
