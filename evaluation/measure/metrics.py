"""The published metrics: false-alarm rates, recall, precision and calibration, from the results of all accounts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from evaluation.attacks import ATTACKS
from evaluation.measure.results import ABOUT_FILES, JudgedFinding, Result
from evaluation.measure.statistics import brier, calibration_error, clopper_pearson, reliability
from evaluation.simulate.personas import PERSONAS

Numbers = dict[str, Any]


def rate(k: int, n: int) -> dict[str, Any]:
    """A rate with its exact 95 % bounds."""
    low, high = clopper_pearson(k, n)
    return {"k": k, "n": n, "rate": round(k / n, 4) if n else None, "low": round(low, 4), "high": round(high, 4)}


def numbers(without_owner: Sequence[Result], with_owner: Sequence[Result]) -> Numbers:
    """All metrics as plain data, of the same accounts without and with an owner file."""
    clean = [one for one in without_owner if one.attack is None]
    attacked = [one for one in without_owner if one.attack is not None]
    return {
        "schema": "mioboe.evaluation/1",
        "clean": _clean(clean, [one for one in with_owner if one.attack is None]),
        "attacks": {
            "without owner file": _attacks(attacked),
            "with owner file": _attacks([one for one in with_owner if one.attack is not None]),
        },
        "detectors": _detectors(without_owner),
        "circumstances": _circumstances(clean),
        "confidence": _confidence(without_owner),
        "fidelity": _fidelity(attacked),
        "left_out": _left_out(clean),
        "episodes": _episodes(attacked),
        "crashes": sorted({f"{one.spec}: {name}" for one in without_owner for name in one.crashed}),
        "import_faults": sorted({f"{one.spec}: {fault}" for one in without_owner for fault in one.unread}),
    }


def alarmed(result: Result) -> bool:
    """Whether any finding of severity medium or higher is reported."""
    return any(one.alarm for one in result.findings)


def _clean(clean: Sequence[Result], with_owner: Sequence[Result]) -> Numbers:
    personas = list(dict.fromkeys(one.spec.persona for one in clean))
    by_persona, groups = {}, {}
    for name in personas:
        some = [one for one in clean if one.spec.persona == name]
        known = [one for one in with_owner if one.spec.persona == name]
        by_persona[name] = {
            "without owner file": rate(sum(map(alarmed, some)), len(some)),
            "with owner file": rate(sum(map(alarmed, known)), len(known)),
        }
    held_out = {persona.name for persona in PERSONAS if persona.held_out}
    for apart, name in ((False, "known personas"), (True, "held-out personas")):
        mine = [[one for one in some if (one.spec.persona in held_out) == apart] for some in (clean, with_owner)]
        rates = [rate(sum(map(alarmed, some)), len(some)) for some in mine]
        groups[name] = {"without owner file": rates[0], "with owner file": rates[1]}
    proofs = [
        (one.spec, f) for one in clean for f in one.findings if f.kind == "proof" and f.detector not in ABOUT_FILES
    ]
    return {
        "without owner file": rate(sum(map(alarmed, clean)), len(clean)),
        "with owner file": rate(sum(map(alarmed, with_owner)), len(with_owner)),
        "groups": groups,
        "personas": by_persona,
        "proofs": sorted(f"{spec} {f.detector} ({f.severity})" for spec, f in proofs if f.severity != "info"),
        "proofs_for_information": sum(f.severity == "info" for _, f in proofs),
        "findings_each": round(_mean(len(one.findings) for one in clean), 2),
        "listed_low_each": round(_mean(sum(f.severity == "low" for f in one.findings) for one in clean), 2),
    }


def _attacks(attacked: Sequence[Result]) -> Numbers:
    financial = [one for one in attacked if one.financial]
    families = sorted({one.family or "" for one in attacked})
    attacks = list(dict.fromkeys(one.attack or "" for one in attacked))
    apart = {one.family for one in ATTACKS.values() if one.held_out}
    groups = {
        "financial, known families": [one for one in financial if one.family not in apart],
        "financial, held-out families": [one for one in financial if one.family in apart],
        **{f"financial, held-out {name}": [one for one in financial if one.family == name] for name in sorted(apart)},
    }
    return {
        "financial": _recall(financial),
        "groups": {name: _recall(some) for name, some in groups.items()},
        "all": _recall(attacked),
        "families": {name: _recall([one for one in attacked if one.family == name]) for name in families},
        "attacks": {name: _recall([one for one in attacked if one.attack == name]) for name in attacks},
    }


def _recall(attacked: Sequence[Result]) -> Numbers:
    """Recall and precision. ``at_k``: one of the first k findings cites a row of the attack; ``episode``: an alarm
    does. ``money``: the share of the stolen yen that cited rows account for."""
    total = len(attacked)
    stolen = sum(one.stolen for one in attacked)
    alarms = [f for one in attacked for f in one.findings[:3] if f.alarm]
    listed = [f for one in attacked for f in _accusing(one.findings)[:3]]
    triggers = [f for one in attacked for f in one.findings if f.hit and f.detector not in ABOUT_FILES]
    return {
        **{f"at_{k}": rate(sum(any(f.hit for f in one.findings[:k]) for one in attacked), total) for k in (1, 3, 5)},
        "episode": rate(sum(any(f.hit and f.alarm for f in one.findings) for one in attacked), total),
        "listed": rate(sum(any(f.hit for f in one.findings) for one in attacked), total),
        "money": {
            name: _share(sum(one.found.get(name, 0) for one in attacked), stolen) for name in ("alarms", "all", "3")
        },
        "stolen_yen": stolen,
        "precision_3": _share(sum(f.hit for f in alarms), len(alarms)),
        "precision_3_listed": _share(sum(f.hit for f in listed), len(listed)),
        "rows_cited": _share(sum(one.cited for one in attacked), sum(one.rows for one in attacked)),
        "triggers_exact": _share(sum(f.own for f in triggers), sum(f.triggers for f in triggers)),
    }


def _accusing(findings: Iterable[JudgedFinding]) -> list[JudgedFinding]:
    """The findings that accuse: neither coverage gaps nor severity ``info``."""
    return [one for one in findings if one.detector not in ABOUT_FILES and one.severity != "info"]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _mean(values: Iterable[int]) -> float:
    found = list(values)
    return sum(found) / max(1, len(found))


def _detectors(results: Sequence[Result]) -> Numbers:
    """For each detector: clean accounts on which it alarms, is the only one to alarm, or lists anything; true and false
    findings on attacked accounts; how often it could not assess."""
    clean = [one for one in results if one.attack is None]
    attacked = [one for one in results if one.attack is not None]
    found = {}
    for name in sorted({detector for one in results for detector in one.outcomes}):
        alarming = [one for one in clean if any(f.alarm and f.detector == name for f in one.findings)]
        mine = [f for one in attacked for f in one.findings if f.detector == name and f.severity != "info"]
        found[name] = {
            "clean_alarms": rate(len(alarming), len(clean)),
            "clean_alone": sum({f.detector for f in one.findings if f.alarm} == {name} for one in alarming),
            "clean_listed": sum(any(f.detector == name for f in one.findings) for one in clean),
            "right": sum(f.hit for f in mine),
            "wrong": sum(not f.hit for f in mine),
            "not_assessable": _share(sum(one.outcomes.get(name) == "not_assessable" for one in clean), len(clean)),
            "examples": [str(one.spec) for one in alarming[:5]],
        }
    return found


def _circumstances(clean: Sequence[Result]) -> Numbers:
    """How many clean accounts have each circumstance, and how many of them are alarmed."""
    every, alarming = Counter[str](), Counter[str]()
    for one in clean:
        for name in set(one.circumstances) or {"(none)"}:
            every[name] += 1
            alarming[name] += alarmed(one)
    return {
        name: {"accounts": every[name], "alarmed": alarming[name]}
        for name in sorted(every, key=lambda one: (-alarming[one], one))
    }


def _confidence(results: Sequence[Result]) -> Numbers:
    stated = [(f.confidence, f.hit) for one in results for f in _accusing(one.findings)]
    proofs = [f for one in results for f in _accusing(one.findings) if f.kind == "proof"]
    return {
        "findings": len(stated),
        "ece": round(calibration_error(stated), 4),
        "brier": round(brier(stated), 4),
        "reliability": reliability(stated),
        "proof_precision": rate(sum(f.hit for f in proofs), len(proofs)),
    }


def _fidelity(attacked: Sequence[Result]) -> Numbers:
    asked = [f for one in attacked for f in one.findings if f.gone is not None]
    stays = sorted({f"{one.spec} {f.detector}" for one in attacked for f in one.findings if f.gone is False or f.moved})
    return {
        "gone": rate(sum(bool(f.gone) for f in asked), len(asked)),
        "accuses_other_rows": sum(bool(f.moved) for f in asked),
        "examples": stays[:10],
    }


def _episodes(attacked: Sequence[Result]) -> Numbers:
    """Of attacks cited by two or more findings: how often these form one episode, and how often it holds others too."""
    whole = mixed = total = 0
    for one in attacked:
        episodes = [f.episode for f in _accusing(one.findings) if f.hit]
        if len(episodes) > 1:
            total += 1
            whole += episodes[0] is not None and len(set(episodes)) == 1
            mixed += any(f.episode in episodes and f.episode is not None for f in _accusing(one.findings) if not f.hit)
    return {"one_episode": rate(whole, total), "with_other_findings": mixed}


def _left_out(clean: Sequence[Result]) -> Numbers:
    faults = [f"{one.spec} without {case['format']}: {_fault(case)}" for one in clean for case in one.left_out]
    times = sum(one.left_out_times for one in clean)
    return {"correct": rate(times - len(faults), times), "faults": sorted(faults)}


def _fault(case: dict[str, Any]) -> str:
    parts = [f"silent {', '.join(case['not said'])}"] if case["not said"] else []
    return "; ".join(parts + ([f"accuses {', '.join(case['accused'])}"] if case["accused"] else []))
