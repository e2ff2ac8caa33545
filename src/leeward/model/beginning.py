"""Where the search for the mode begins, and how steep it may expect each direction to be.

Neither changes an answer: they are guesses from counts that spare the search a third to a half of its steps.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from leeward.model.data import CLASS_NAMES, MISSING, STRESS, THREAT, Data, Floats
from leeward.model.layout import CHECK_IN_STREAM
from leeward.model.params import Layout, to_working
from leeward.model.pool import pooled

# Point-hours that one record leaves behind at prior centres: a trigger, an episode.
TRIGGER_LOAD: Final = 1.2 * 6.0 / math.log(2.0)
EPISODE_LOAD: Final = 11.0
# Share of the spread of ratings that is background, and what rhythm and habit add to a rate.
BACKGROUND: Final = 0.8
ADDED: Final = 0.35

# Information that one record of a kind brings about a parameter on its own scale, roughly: read
# off simulated years. Longest beginning first.
_PER_RECORD: Final = (
    ("alpha_0a", "urges", 0.9), ("alpha_Da", "urges", 2.5), ("alpha_Ha", "urges", 0.14),
    ("alpha_0", "events", 0.9), ("alpha_D", "events", 2.5), ("alpha_H", "events", 0.14),
    ("alpha_sa", "triggers", 0.01), ("alpha_", "trigger", 0.1),
    ("a_weekend", "events", 0.4), ("a_u", "urges", 0.4), ("a_", "events", 0.5),
    ("beta_sa", "triggers", 0.01), ("beta_", "trigger", 0.15), ("h_delta", "triggers", 0.15),
    ("b_check_in", "own", 0.9), ("psi_check_in", "own", 1.7),
    ("b_u", "urges", 0.8), ("b_H", "urges", 0.02), ("b_", "class", 0.9), ("psi_", "class", 1.7),
    ("c_weekend", "ratings", 0.05), ("c_", "ratings", 0.11), ("mu0", "ratings", 0.11),
    ("s_x", "ratings", 0.7), ("tau", "ratings", 0.5), ("h_x", "ratings", 0.05),
    ("rho_way", "practices", 0.3), ("dway_", "practices", 0.1), ("h_way", "practices", 0.05),
    ("rho", "look_backs", 0.75), ("drho_", "look_backs", 0.3), ("omega", "episodes", 0.8),
    ("domega_", "episodes", 0.3), ("h_r", "episodes", 0.16), ("h_b", "episodes", 0.12),
    ("gamma_0", "urges", 0.2), ("gamma_D", "urges", 0.4), ("gamma_u", "urges", 0.5),
    ("s_u", "urges", 2.0), ("pi", "urges", 0.05),
    ("mu_S", "security", 0.11), ("h_S", "security", 0.06), ("s_S", "security", 0.5),
    ("tau_S", "security", 0.7), ("w_DS", "security", 0.26), ("bond_D", "security", 0.3),
    ("k_DS", "security", 8.0), ("k_SD", "security", 40.0), ("bond_stress", "stress", 0.16),
    ("jump_threat", "threat", 0.16), ("bond_rate", "episodes", 1.2),
    ("jump_partnered", "episodes", 0.12), ("jump_rest", "episodes", 0.25),
    ("h_bond", "episodes", 0.03),
)  # fmt: skip


def starting_point(data: Data, layout: Layout) -> Floats:
    """A start that already knows the person's level and how often things happen, shape (n,)."""
    z = np.zeros(len(layout))
    hours = max(data.hours_at_risk, 1.0)
    guesses: dict[str, float] = {}
    if data.rating_y.size >= 3:
        load = TRIGGER_LOAD * float(data.trigger_severity.sum())
        load += EPISODE_LOAD * data.episode_t.size
        above = min(load / max(data.minutes / 60.0, 1.0), 1.5)
        guesses["mu0"] = float(data.rating_y.mean()) - above
        guesses["s_x"] = min(max(BACKGROUND * float(data.rating_y.std()), 0.5), 3.0)

    def often(count: int) -> float:
        return math.log((count + 0.5) / (hours + 24.0) * 24.0)

    events = data.urge_t.size if layout.index("gamma_0") >= 0 else data.episode_t.size
    guesses["alpha_0"] = often(events) - ADDED
    guesses[f"b_{CHECK_IN_STREAM}"] = often(int((~data.rating_prompted).sum()))
    classes = np.array(data.trigger_class, dtype=np.int64)[data.trigger_kind]
    for c, name in enumerate(CLASS_NAMES):
        guesses[f"b_{name}"] = often(int((classes == c).sum()))
    x = np.array(layout.params(z).values[: len(layout)])
    for name, value in guesses.items():
        at = layout.index(name)
        if at >= 0:
            x[at] = value
    return np.clip(to_working(layout, x), -3.0, 3.0)


def rough_curvature(data: Data, layout: Layout) -> Floats:
    """Guess minus the second derivative along each working coordinate, shape (n,), at least 1."""
    classes = np.array(data.trigger_class, dtype=np.int64)[data.trigger_kind]
    looked = (data.episode_before != MISSING) & (data.episode_after != MISSING)
    urges = data.urge_t.size if layout.index("gamma_0") >= 0 else 0
    counts = {
        "ratings": data.rating_y.size,
        "own": int((~data.rating_prompted).sum()),
        "episodes": data.episode_t.size,
        "events": urges or data.episode_t.size,
        "look_backs": int(looked.sum()),
        "triggers": data.trigger_t.size,
        "urges": urges,
        "practices": data.practice_t.size,
        "security": data.security_t.size,
        "stress": int(np.sum(classes == STRESS)),
        "threat": int(np.sum(classes == THREAT)),
    }
    data = pooled(data)
    own = np.bincount(data.trigger_kind, minlength=len(data.trigger_names)).tolist()
    per_trigger = dict(zip(data.trigger_names, own, strict=True))
    out = np.ones(len(layout))
    for i, (name, prior) in enumerate(zip(layout.names, layout.priors, strict=True)):
        rest = name.partition("_")[2]
        for start, of, each in _PER_RECORD:
            if name == start or (start.endswith("_") and name.startswith(start)):
                if of == "trigger":
                    count = per_trigger.get(rest, 0)
                elif of == "class":
                    found = rest in CLASS_NAMES and classes == CLASS_NAMES.index(rest)
                    count = int(np.sum(found))
                else:
                    count = counts[of]
                out[i] += each * count * prior.spread**2
                break
    return out
