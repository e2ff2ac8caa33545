"""Which parts of the model a person's log can speak to, and which stand aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model.data import CLASS_NAMES, MISSING, STRESS, THREAT, Data
from leeward.model.params import DEFAULT, Layout, PriorSet, layout_of
from leeward.model.pool import own_parts, pooled

DRIFT_FROM_DAYS: Final = 60.0
PRODUCT_FROM_EACH: Final = 10
LATE_MINUTES: Final = 30
CHECK_IN_STREAM: Final = "check_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Switches of the model. `None` lets the data decide (`layout_for` says how).

    `answering` is the slope m1 of the log odds of answering a prompt, per point of distress;
    0 means that unanswered prompts say nothing and are left out.
    """

    rhythm: bool = True
    drift: bool | None = None
    logging: bool = True
    kinds: bool = True
    product: bool | None = None
    recall: bool = True
    recall_bias: bool = False
    tolerance: bool = False
    urges: bool | None = None
    answering: float = 0.0


PLAIN: Final = Features(
    rhythm=False,
    drift=False,
    logging=False,
    kinds=False,
    product=False,
    recall=False,
    urges=False,
)


def has_urges(data: Data, features: Features) -> bool:
    """Say whether urges drive the model: logged at least half as often as episodes."""
    if features.urges is not None:
        return features.urges and data.urge_t.size > 0
    return data.urge_t.size >= 5 and 2 * data.urge_t.size >= data.episode_t.size


def logging_classes(data: Data) -> tuple[int, ...]:
    """Classes of triggers that this person can log, in order.

    A class that has a name but no record was silent all along, which says that it is rare; leaving
    it out would leave its logging rate where it was guessed.
    """
    return tuple(sorted(set(data.trigger_class)))


def has_drift(data: Data, features: Features) -> bool:
    """Say whether a slow wave of the level is part of the model (from 60 days on)."""
    return data.days >= DRIFT_FROM_DAYS if features.drift is None else features.drift


def layout_for(data: Data, features: Features, priors: PriorSet = DEFAULT) -> Layout:
    """Choose the free parameters for this log; the rest stands at its neutral value.

    A trigger that never occurs, a kind that stands alone, and everything a switch turns off has
    no parameter; what is rare shares one (`leeward.model.pool`).
    """
    data = pooled(data)
    names = ["mu0", "h_x", "s_x", "tau", "rho", "h_r", "omega", "h_b"]
    fixed: dict[str, float] = {}
    kinds = own_parts(data.episode_kind, len(data.kinds))
    if features.kinds:
        names += [f"{stem}_{data.kinds[k]}" for stem in ("drho", "domega") for k in kinds]
    used = sorted({int(k) for k in data.trigger_kind})
    triggers = [data.trigger_names[k] for k in used]
    classes = {data.trigger_names[k]: CLASS_NAMES[data.trigger_class[k]] for k in used}
    names += [f"beta_{t}" for t in triggers]
    names += ["h_delta"] if triggers else []
    names += ["alpha_0", "alpha_D"] + [f"alpha_{t}" for t in triggers] + ["alpha_H"]
    if _product(data, features):
        names += ["beta_sa", "alpha_sa"]
    ways = sorted({int(k) for k in data.practice_kind})
    if ways:
        names += ["rho_way", "h_way"]
        own = own_parts(data.practice_kind, len(data.practice_names))
        names += [f"dway_{data.practice_names[k]}" for k in own]
    if features.rhythm:
        names += ["c_cos", "c_sin", "c_weekend"]
        names += ["a_cos1", "a_sin1", "a_cos2", "a_sin2", "a_weekend"]
    names += ["s_m"] if has_drift(data, features) else []
    if features.logging:
        for c in logging_classes(data):
            names += [f"b_{CLASS_NAMES[c]}", f"psi_{CLASS_NAMES[c]}"]
        if not data.rating_prompted.all():
            names += [f"b_{CHECK_IN_STREAM}", f"psi_{CHECK_IN_STREAM}"]
    looked_back = (data.episode_before != MISSING) | (data.episode_after != MISSING)
    if features.recall and looked_back.any():
        names += ["tau_c"]
        names += ["nu"] if (data.episode_delay[looked_back] > LATE_MINUTES).any() else []
    names += ["b_rec"] if features.recall_bias and looked_back.any() else []
    names += ["kappa_tol"] if features.tolerance else []
    if has_urges(data, features):
        names += ["gamma_0", "gamma_D", "gamma_H", "alpha_0a", "alpha_Da", "alpha_Ha"]
        names += ["pi"] if data.urge_pause.any() else []
        if (data.urge_y != MISSING).any():
            names += ["a_u", "b_u", "b_H", "s_u", "gamma_u"]
    if features.answering != 0.0:
        names += ["m_0"]
        fixed["m_1"] = features.answering
    return layout_of(names, priors, trigger_class=classes, fixed=fixed)


def _product(data: Data, features: Features) -> bool:
    if features.product is not None:
        return features.product
    classes = np.array(data.trigger_class, dtype=np.int64)[data.trigger_kind]
    return bool(min((classes == STRESS).sum(), (classes == THREAT).sum()) >= PRODUCT_FROM_EACH)
