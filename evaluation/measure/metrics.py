"""The published numbers, from the results of all accounts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from evaluation.attacks import ATTACKS
from evaluation.measure.results import GAP, Result, Shown
from evaluation.measure.statistics import brier, calibration_error, clopper_pearson, reliability
from evaluation.simulate.personas import PERSONAS

Numbers = dict[str, Any]


def rate(k: int, n: int) -> dict[str, Any]:
    """A rate with its exact 95 % bounds."""
    low, high = clopper_pearson(k, n)
    return {"k": k, "n": n, "rate": round(k / n, 4) if n else None, "low": round(low, 4), "high": round(high, 4)}


def numbers(alone: Sequence[Result], owner: Sequence[Result]) -> Numbers:
    """All of it as plain data. ``alone`` and ``owner`` are the same accounts without and with an owner file."""
    clean = [one for one in alone if one.attack is None]
    robbed = [one for one in alone if one.attack is not None]
    return {
        "schema": "mioboe.evaluation/1",
        "clean": _clean(clean, [one for one in owner if one.attack is None]),
        "attacks": {
            "without owner file": _attacks(robbed),
            "with owner file": _attacks([one for one in owner if one.attack is not None]),
        },
        "detectors": _detectors(alone),
        "circumstances": _circumstances(clean),
        "confidence": _confidence(alone),
        "fidelity": _fidelity(robbed),
        "left_out": _left_out(clean),
        "stories": _stories(robbed),
        "crashes": sorted({f"{one.spec}: {name}" for one in alone for name in one.crashed}),
        "import_faults": sorted({f"{one.spec}: {fault}" for one in alone for fault in one.unread}),
    }


def alarmed(result: Result) -> bool:
    """Whether the person is shown any finding of medium or higher."""
    return any(one.alarm for one in result.findings)


def _clean(clean: Sequence[Result], owner: Sequence[Result]) -> Numbers:
    personas = list(dict.fromkeys(one.spec.persona for one in clean))
    by_persona, groups = {}, {}
    for name in personas:
        some = [one for one in clean if one.spec.persona == name]
        known = [one for one in owner if one.spec.persona == name]
        by_persona[name] = {
            "without owner file": rate(sum(map(alarmed, some)), len(some)),
            "with owner file": rate(sum(map(alarmed, known)), len(known)),
        }
    held_out = {persona.name for persona in PERSONAS if persona.held_out}
    for apart, name in ((False, "known personas"), (True, "held-out personas")):
        mine = [[one for one in some if (one.spec.persona in held_out) == apart] for some in (clean, owner)]
        told = [rate(sum(map(alarmed, some)), len(some)) for some in mine]
        groups[name] = {"without owner file": told[0], "with owner file": told[1]}
    proofs = [(one.spec, f) for one in clean for f in one.findings if f.kind == "proof" and f.detector != GAP]
    return {
        "without owner file": rate(sum(map(alarmed, clean)), len(clean)),
        "with owner file": rate(sum(map(alarmed, owner)), len(owner)),
        "groups": groups,
        "personas": by_persona,
        "proofs": sorted(f"{spec} {f.detector} ({f.severity})" for spec, f in proofs if f.severity != "info"),
        "proofs_for_information": sum(f.severity == "info" for _, f in proofs),
        "findings_each": round(_mean(len(one.findings) for one in clean), 2),
        "listed_low_each": round(_mean(sum(f.severity == "low" for f in one.findings) for one in clean), 2),
    }


def _attacks(robbed: Sequence[Result]) -> Numbers:
    financial = [one for one in robbed if one.financial]
    families = sorted({one.family or "" for one in robbed})
    attacks = list(dict.fromkeys(one.attack or "" for one in robbed))
    apart = {one.family for one in ATTACKS.values() if one.held_out}
    groups = {
        "financial, known families": [one for one in financial if one.family not in apart],
        "financial, held-out families": [one for one in financial if one.family in apart],
        **{f"financial, held-out {name}": [one for one in financial if one.family == name] for name in sorted(apart)},
    }
    return {
        "financial": _recall(financial),
        "groups": {name: _recall(some) for name, some in groups.items()},
        "all": _recall(robbed),
        "families": {name: _recall([one for one in robbed if one.family == name]) for name in families},
        "attacks": {name: _recall([one for one in robbed if one.attack == name]) for name in attacks},
    }


def _recall(robbed: Sequence[Result]) -> Numbers:
    """``at_k``: an incident of which one of the first k findings cites a row. ``episode``: one of which an alarm does.
    Money in yen: the share of what was taken that the cited rows tell of."""
    total = len(robbed)
    stolen = sum(one.stolen for one in robbed)
    alarms = [f for one in robbed for f in one.findings[:3] if f.alarm]
    listed = [f for one in robbed for f in _accusing(one.findings)[:3]]
    triggers = [f for one in robbed for f in one.findings if f.hit and f.detector != GAP]
    return {
        **{f"at_{k}": rate(sum(any(f.hit for f in one.findings[:k]) for one in robbed), total) for k in (1, 3, 5)},
        "episode": rate(sum(any(f.hit and f.alarm for f in one.findings) for one in robbed), total),
        "listed": rate(sum(any(f.hit for f in one.findings) for one in robbed), total),
        "money": {
            name: _share(sum(one.found.get(name, 0) for one in robbed), stolen) for name in ("alarms", "all", "3")
        },
        "stolen_yen": stolen,
        "precision_3": _share(sum(f.hit for f in alarms), len(alarms)),
        "precision_3_listed": _share(sum(f.hit for f in listed), len(listed)),
        "rows_cited": _share(sum(one.cited for one in robbed), sum(one.rows for one in robbed)),
        "triggers_exact": _share(sum(f.own for f in triggers), sum(f.triggers for f in triggers)),
    }


def _accusing(findings: Iterable[Shown]) -> list[Shown]:
    """The findings that say something may be wrong: no gaps, nothing that is only for information."""
    return [one for one in findings if one.detector != GAP and one.severity != "info"]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Iterable[int]) -> float:
    found = list(values)
    return sum(found) / max(1, len(found))


def _detectors(results: Sequence[Result]) -> Numbers:
    """For each detector: on how many clean accounts it alarms, alone alarms, lists anything;
    its findings on attacked accounts, right and wrong; how often it could not judge."""
    clean = [one for one in results if one.attack is None]
    robbed = [one for one in results if one.attack is not None]
    found = {}
    for name in sorted({detector for one in results for detector in one.outcomes}):
        loud = [one for one in clean if any(f.alarm and f.detector == name for f in one.findings)]
        mine = [f for one in robbed for f in one.findings if f.detector == name and f.severity != "info"]
        found[name] = {
            "clean_alarms": rate(len(loud), len(clean)),
            "clean_alone": sum({f.detector for f in one.findings if f.alarm} == {name} for one in loud),
            "clean_listed": sum(any(f.detector == name for f in one.findings) for one in clean),
            "right": sum(f.hit for f in mine),
            "wrong": sum(not f.hit for f in mine),
            "not_assessable": _share(sum(one.outcomes.get(name) == "not_assessable" for one in clean), len(clean)),
            "examples": [str(one.spec) for one in loud[:5]],
        }
    return found


def _circumstances(clean: Sequence[Result]) -> Numbers:
    """How many clean accounts have each circumstance, and how many of them are alarmed."""
    every, loud = Counter[str](), Counter[str]()
    for one in clean:
        for name in set(one.circumstances) or {"(none)"}:
            every[name] += 1
            loud[name] += alarmed(one)
    return {
        name: {"accounts": every[name], "alarmed": loud[name]}
        for name in sorted(every, key=lambda one: (-loud[one], one))
    }


def _confidence(results: Sequence[Result]) -> Numbers:
    told = [(f.confidence, f.hit) for one in results for f in _accusing(one.findings)]
    proofs = [f for one in results for f in _accusing(one.findings) if f.kind == "proof"]
    return {
        "findings": len(told),
        "ece": round(calibration_error(told), 4),
        "brier": round(brier(told), 4),
        "reliability": reliability(told),
        "proof_precision": rate(sum(f.hit for f in proofs), len(proofs)),
    }


def _fidelity(robbed: Sequence[Result]) -> Numbers:
    asked = [f for one in robbed for f in one.findings if f.gone is not None]
    stays = sorted({f"{one.spec} {f.detector}" for one in robbed for f in one.findings if f.gone is False or f.moved})
    return {
        "gone": rate(sum(bool(f.gone) for f in asked), len(asked)),
        "accuses_other_rows": sum(bool(f.moved) for f in asked),
        "examples": stays[:10],
    }


def _stories(robbed: Sequence[Result]) -> Numbers:
    """Of attacks that two or more findings cite: how often these are one episode, and how much else is in it."""
    whole = mixed = total = 0
    for one in robbed:
        told = [f.episode for f in _accusing(one.findings) if f.hit]
        if len(told) > 1:
            total += 1
            whole += told[0] is not None and len(set(told)) == 1
            mixed += any(f.episode in told and f.episode is not None for f in _accusing(one.findings) if not f.hit)
    return {"one_story": rate(whole, total), "with_other_findings": mixed}


def _left_out(clean: Sequence[Result]) -> Numbers:
    faults = [f"{one.spec} without {case['format']}: {_fault(case)}" for one in clean for case in one.left_out]
    times = sum(one.left_out_times for one in clean)
    return {"correct": rate(times - len(faults), times), "faults": sorted(faults)}


def _fault(case: dict[str, Any]) -> str:
    parts = [f"silent {', '.join(case['not said'])}"] if case["not said"] else []
    return "; ".join(parts + ([f"accuses {', '.join(case['accused'])}"] if case["accused"] else []))
