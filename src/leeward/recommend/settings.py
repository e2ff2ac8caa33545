"""The numbers that make a policy version; an offer names the version it was drawn under."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One version of the policy. Points are of the 0 to 10 reward; SDs are prior SDs.

    `low`, `plain_low`, `high` bound each chance of being offered first. `most_ways` ways, and
    the plain pause, are in the draw at once. `breadth` scales the posterior SD in the draw:
    the floors explore already, so the draw may lean towards what is known.
    `curiosity` is how many SDs of benefit of the doubt a way gets for entering the draw.
    """

    version: str
    low: float = 0.1
    plain_low: float = 0.2
    high: float = 0.8
    most_ways: int = 4
    half_life_days: float = 60.0
    breadth: float = 0.4
    curiosity: float = 0.5
    way_mean: float = 0.8
    rank_step: float = 0.05
    way_sd: float = 0.6
    way_need_sd: float = 0.35
    way_distress_sd: float = 0.15
    way_hour_sd: float = 0.1
    usual_mean: float = 5.0
    usual_sd: float = 2.0
    need_sd: float = 0.7
    distress_sd: float = 0.5
    hour_sd: float = 0.4
    noise_sd: float = 1.8
    noise_weight: float = 20.0


CURRENT = Settings(version="thompson-1")
