"""The rules as one readable table, and their evaluation.

Fixed, local, not learned: the same facts always give the same findings. The table below is
rendered into `docs/science/safety-rules.md`, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

from leeward.safety import conditions as c
from leeward.safety.facts import DRIVEN_CHOICE, DRIVEN_HAD_TO, SafetyFacts
from leeward.safety.findings import Closure, Finding, Level, RuleId, Scope

RULES_VERSION = "2026.11.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row.

    `levels` are those it can reach. `when` says the condition in words. `again_days` is the
    wait before the same message stands again; None means that only a new answer shows it
    again. `interrupts` False turns the message into a quiet offer. `stored` False keeps every
    trace of it out of the journal. `covered_by` names rules whose message says it already.
    """

    id: RuleId
    topic: str
    title: str
    levels: tuple[Level, ...]
    when: str
    response: str
    condition: c.Condition
    again_days: int | None = None
    interrupts: bool = True
    stored: bool = True
    covered_by: frozenset[RuleId] = frozenset()
    closes: tuple[Closure, ...] = ()
    scope: Scope = Scope.VISIT


_COERCION = (
    Closure.STATISTICS,
    Closure.DEFAULT_EXPORT,
    Closure.DEFAULT_REPORT,
    Closure.COUPLE_IDEAS,
    Closure.CONFRONTING,
    Closure.REASSURANCE,
    Closure.COERCION_RELATION_CARD,
    Closure.BOND_STORIES,
    Closure.OPPOSITE_ACTION,
    Closure.REACHING_TOWARD,
    Closure.CONNECT_FIRST,
    Closure.SEX_ON_PURPOSE,
)
_HARM = (
    Closure.PRACTICE_RANKING,
    Closure.DEFAULT_REPORT,
    Closure.REACHING_TOWARD,
    Closure.CONNECT_FIRST,
    Closure.SEX_ON_PURPOSE,
)

RULES: tuple[Rule, ...] = (
    Rule(
        id=RuleId.S1,
        topic="staying_safe",
        title="Suicide and self-harm",
        levels=(Level.PROMINENT, Level.URGENT),
        when=(
            "U: “I am not safe” tapped, or yes or unsure to “thoughts of killing yourself?” or to “about "
            "to act, or already hurt yourself?” (with a yes the emergency number comes first), or any "
            "yes in an ASQ (to its fifth question: emergency number first). "
            "P: “life is not worth it”. Free text is never read."
        ),
        response=(
            "One caring page: call, text and chat lines, own plan, someone the person feels safe "
            "with, emergency number. Prompts, figures and suggestions stop. No score."
        ),
        condition=c.s1,
        closes=(Closure.PROMPTS, Closure.METRICS, Closure.RECOMMENDER),
    ),
    Rule(
        id=RuleId.S2,
        topic="heavy_days",
        title="Strong distress",
        levels=(Level.GENTLE, Level.PROMINENT),
        when=(
            f"G: distress {c.PEAK_DISTRESS} or more {c.PEAK_TIMES} times within {c.PEAK_HOURS} h, or "
            f"{c.HIGH_DISTRESS} or more on {c.HIGH_DAYS} of {c.HIGH_WINDOW_DAYS} days. "
            f"P: latest PHQ-4 {c.PHQ4_STRONG} or more, or latest WHO-5 {c.WHO5_STRONG} or less, not "
            f"older than {c.STRONG_RESULT_DAYS} days."
        ),
        response="Asks “are you safe?”; a doctor or therapist; numbers one tap away.",
        condition=c.s2,
        again_days=7,
    ),
    Rule(
        id=RuleId.S3,
        topic="low_spell",
        title="Low mood that stays",
        levels=(Level.GENTLE,),
        when=(
            f"Latest PHQ-4 (not older than {c.PHQ_PART_RESULT_DAYS} days) with a part of "
            f"{c.PHQ_PART} or more, or WHO-5 {c.WHO5_LOW} or less twice, at least "
            f"{c.WHO5_LOW_APART_DAYS} days apart, the latest being one of them."
        ),
        response="Talking to a professional can help; how to find one.",
        condition=c.s3,
        again_days=14,
        covered_by=frozenset({RuleId.S2}),
    ),
    Rule(
        id=RuleId.S4,
        topic="quiet_page",
        title="Pressure, fear or force from someone else",
        levels=(Level.PROMINENT,),
        when=(
            "HARK 1 or more, consent “pressured”, “afraid”, “forced” or “unable”, or “had to” because "
            "of the other person. Fear of the partner 1 or more, unwanted pressure on the neck, or "
            "afraid (or unsure of it) of the person one went on with. “Agreed play, and I could stop "
            "it” does not count."
        ),
        response=(
            "Never interrupts: one neutral line after the answer, open now, later or no; found "
            "under Help. The page believes, says it is not their fault, leaves the choice, gives "
            "lines for anyone and a note on watched devices. Never tells anyone to leave at once."
        ),
        condition=c.s4,
        interrupts=False,
        closes=_COERCION,
        scope=Scope.UNTIL_LIFTED,
    ),
    Rule(
        id=RuleId.S5A,
        topic="clear_yes",
        title="Went on without a clear yes",
        levels=(Level.PROMINENT,),
        when="“I went on without a clear yes”, and not afraid of them (asked first; if afraid, S4 instead; if unsure, S4 first).",
        response="Stop, ask, wait for a yes; a line to talk to; what lines pass on.",
        condition=c.s5a,
        stored=False,
        closes=_HARM,
    ),
    Rule(
        id=RuleId.S5B,
        topic="worrying_thoughts",
        title="Thoughts of crossing a line, not acted on",
        levels=(Level.PROMINENT,),
        when="Ticked: sexual thoughts of a child or of going past a no, not acted on.",
        response="A prevention line, without shame; what lines pass on.",
        condition=c.s5b,
        stored=False,
        closes=_HARM,
    ),
    Rule(
        id=RuleId.S5C,
        topic="stop_now",
        title="Acted, or close to it",
        levels=(Level.PROMINENT,),
        when="Ticked: acted on such thoughts, or close to it.",
        response="Stop, move away, emergency number if anyone is in danger; a prevention line.",
        condition=c.s5c,
        stored=False,
        closes=_HARM,
    ),
    Rule(
        id=RuleId.S5D,
        topic="frightening_thoughts",
        title="Unwanted thoughts that horrify",
        levels=(Level.INFO,),
        when="Ticked: unwanted thoughts that horrify me.",
        response="One card on such thoughts, shown once; no rating, no loop of reassurance.",
        condition=c.s5d,
        stored=False,
        closes=(Closure.REASSURANCE,),
    ),
    Rule(
        id=RuleId.S6,
        topic="hard_to_steer",
        title="Hard to steer",
        levels=(Level.GENTLE, Level.PROMINENT),
        when=(
            f"(CSBD-19 {c.CSBD_HIGH} or more twice, at least {c.CSBD_APART_DAYS // 7} weeks apart, "
            "the latest being one of them, "
            f"or driven from inside in {c.DRIVEN_SHARE_PERCENT} % or more of at least "
            f"{c.DRIVEN_MIN_TIMES} times in {c.TIMES_WINDOW_DAYS} days) and latest weekly interference "
            f"{c.STEER_INTERFERENCE} or more. G; P only with a loss of S7. Driven: source “inside me”, "
            f"“had to” {DRIVEN_HAD_TO} or more, freedom to say no {DRIVEN_CHOICE} or less."
        ),
        response=(
            "A sex-positive, trauma-informed therapist; not a diagnosis. With value conflict "
            f"{c.VALUE_CONFLICT} or more, says that part may be a clash with values."
        ),
        condition=c.s6,
        again_days=14,
    ),
    Rule(
        id=RuleId.S7,
        topic="what_it_costs",
        title="Costs in life and relations",
        levels=(Level.GENTLE,),
        when=(
            f"Weekly interference {c.COST_INTERFERENCE} or more in {c.COST_WEEKS} of 4 weeks, or a "
            f"loss of work, money, law or health ticked, or {c.CHANGES} self-set changes that did not hold."
        ),
        response="Someone to talk to about the cost; what to bring.",
        condition=c.s7,
        again_days=14,
        covered_by=frozenset({RuleId.S6}),
    ),
    Rule(
        id=RuleId.S8,
        topic="old_hurt",
        title="Marks of old hurt",
        levels=(Level.GENTLE,),
        when=(
            f"PC-PTSD-5 {c.PTSD_MARK} or more ({c.PTSD_SENSITIVE_MARK} if the sensitive mark was chosen), "
            "or flashback or “far away” ticked in a practice."
        ),
        response="Trauma therapy works; practices turn to the trauma-aware set.",
        condition=c.s8,
        again_days=14,
        closes=(Closure.BODY_FOCUS,),
        scope=Scope.WHILE_TRUE,
    ),
    Rule(
        id=RuleId.S9,
        topic="body_and_health",
        title="Body and health",
        levels=(Level.INFO,),
        when=(
            "Pain, bleeding, worry about infection, unprotected sex, or arousal ticked; "
            f"under five hours of sleep in {c.SHORT_NIGHTS} of 7 nights; pressure on the neck without signs."
        ),
        response=(
            f"A clinic; HIV medicine within {c.PEP_HOURS} h; emergency contraception within "
            f"{c.CONTRACEPTION_HOURS} h, some pills {c.LEVONORGESTREL_HOURS} h; what to watch for. "
            "Goes before gentle messages while hours count."
        ),
        condition=c.s9,
        again_days=14,
    ),
    Rule(
        id=RuleId.S9U,
        topic="body_now",
        title="Body, urgent",
        levels=(Level.URGENT,),
        when=(
            "Pressure on the neck, even wanted or unmarked, with change of voice, trouble swallowing, "
            "blackout or stroke signs; erection over 4 h; testicle or pregnancy pain; heavy bleeding; "
            "chest pain."
        ),
        response="Hospital now. One page together with S1, whichever needs an ambulance first.",
        condition=c.s9u,
        closes=(Closure.PROMPTS,),
    ),
    Rule(
        id=RuleId.S10,
        topic="drink_and_drugs",
        title="Drink and drugs around sex",
        levels=(Level.INFO, Level.GENTLE),
        when=(
            "G: “needed it to be able”, “more than I meant” or “blackout” (then consent is asked). "
            "I: chemsex."
        ),
        response="A service for substances and sex; never stop daily GHB, alcohol or pills suddenly.",
        condition=c.s10,
        again_days=14,
    ),
    Rule(
        id=RuleId.S11,
        topic="much_energy",
        title="High energy, little sleep, voices",
        levels=(Level.PROMINENT, Level.URGENT),
        when=(
            f"P: {c.ENERGY_SIGNS} or more of five signs for {c.ENERGY_DAYS} days or more; sex is not "
            "counted. U: voices or fixed beliefs, or the signs within "
            f"{c.BIRTH_WEEKS_URGENT} weeks of a birth, however short."
        ),
        response="P: see a doctor soon. U: care today.",
        condition=c.s11,
    ),
    Rule(
        id=RuleId.S12,
        topic="silence",
        title="Silence",
        levels=(Level.QUIET,),
        when=f"Nothing written for {c.SILENT_DAYS} days.",
        response="Nothing. Nobody is missed aloud.",
        condition=c.s12,
        closes=(Closure.ABSENCE_NOTES,),
        scope=Scope.WHILE_TRUE,
    ),
    Rule(
        id=RuleId.S13,
        topic="medicines",
        title="Medicines and the brain",
        levels=(Level.GENTLE, Level.PROMINENT),
        when=(
            "P: new urges with a listed medicine (dopamine agonists, levodopa, aripiprazole, "
            "testosterone, stimulants) or since a head injury, stroke or seizure. "
            "G: such a change without new urges, or numbness on an SSRI."
        ),
        response="Some medicines do this. Do not stop alone; call the prescriber this week.",
        condition=c.s13,
        again_days=7,
    ),
    Rule(
        id=RuleId.S14,
        topic="around_birth",
        title="Around a birth",
        levels=(Level.INFO,),
        when=f"Pregnant, or within {c.BIRTH_WEEKS} weeks of a birth.",
        response="Context for practices (warmth, lying flat) and a line for parents.",
        condition=c.s14,
        again_days=90,
    ),
)

BY_ID: dict[RuleId, Rule] = {rule.id: rule for rule in RULES}
BY_TOPIC: dict[str, Rule] = {rule.topic: rule for rule in RULES}

# S1 > S4 > S5 > S2, S5c first among its kind, S13 before S6.
_PLACE = {
    rule: place
    for place, rule in enumerate(
        (
            *(RuleId.S1, RuleId.S9U, RuleId.S11, RuleId.S4),
            *(RuleId.S5C, RuleId.S5A, RuleId.S5B, RuleId.S2),
            *(RuleId.S13, RuleId.S6, RuleId.S8, RuleId.S7, RuleId.S3),
            *(RuleId.S10, RuleId.S9, RuleId.S14, RuleId.S5D, RuleId.S12),
        )
    )
}


def _band(finding: Finding) -> float:
    """Urgent, prominent, help that works for hours only, gentle, info, quiet."""
    if finding.level is Level.INFO and finding.firing.time_limited:
        return -2.5
    return -float(finding.level)


def order_key(finding: Finding) -> tuple[float, bool, int]:
    """Sort findings: band, then who needs an ambulance, then place in the fixed order.

    S11 at level P stands behind S2, as a doctor soon is less than a question on safety now.
    """
    place = _PLACE[finding.rule]
    if finding.rule is RuleId.S11 and finding.level is Level.PROMINENT:
        place = _PLACE[RuleId.S2]
    return (_band(finding), not finding.firing.ambulance, 2 * place + (finding.rule is RuleId.S11))


def evaluate(facts: SafetyFacts) -> tuple[Finding, ...]:
    """Return every rule that applies, most pressing first. Pure and deterministic."""
    found = [
        Finding(rule=rule.id, topic=rule.topic, firing=firing, late=facts.late)
        for rule in RULES
        if (firing := rule.condition(facts)) is not None
    ]
    return tuple(sorted(found, key=order_key))


def closures(
    findings: tuple[Finding, ...], standing: frozenset[Closure] = frozenset()
) -> frozenset[Closure]:
    """Return what is closed now: by these findings and by closures that still stand.

    `standing` are closures stored earlier that only the person lifts (care notes 60).
    """
    return standing.union(*(BY_ID[finding.rule].closes for finding in findings))
