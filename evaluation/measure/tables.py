"""The numbers as Markdown tables: the same text on the terminal and in docs/detection.md."""

from collections.abc import Iterator, Sequence
from typing import Any

from evaluation.measure.goals import goals, missed
from evaluation.measure.metrics import Numbers

KINDS = ("without owner file", "with owner file")
MOST = 12


def markdown(found: Numbers) -> str:
    """All tables, below headings of the third level."""
    return "\n".join([*_goals(found), *_clean(found), *_attacks(found), *_detectors(found), *_rest(found)])


def percent(value: float | None) -> str:
    """A share as a percentage; a dash for null."""
    return "–" if value is None else f"{100 * value:.1f} %"


def bounded(one: dict[str, Any]) -> str:
    """A rate with its bounds and counts."""
    return f"{percent(one['rate'])} [{100 * one['low']:.1f}, {100 * one['high']:.1f}] ({one['k']}/{one['n']})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table, and an empty one."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


def _goals(found: Numbers) -> Iterator[str]:
    pool = found.get("accounts", {})
    yield "### Goals"
    yield ""
    if pool:
        yield f"{pool['clean_each']} clean accounts for each persona and {pool['attacked_each']} for each attack,"
        yield f"from seed {pool['seed']} on, without an owner file."
        yield ""
    words = {True: "yes", False: "**no**", None: "–"}
    yield from table(("goal", "measured", "met"), [(one.asked, one.measured, words[one.met]) for one in goals(found)])
    low = missed(found)
    if low:
        yield f"Financial attacks of which too few are found: {', '.join(low)}."
        yield ""


def _clean(found: Numbers) -> Iterator[str]:
    clean = found["clean"]
    yield "### Clean accounts with a finding of medium or higher"
    yield ""
    yield "Rates with exact 95 % bounds (Clopper-Pearson)."
    yield ""
    rows = [["**all**", *(bounded(clean[kind]) for kind in KINDS)]]
    rows += [[f"**{name}**", *(bounded(one[kind]) for kind in KINDS)] for name, one in clean["groups"].items()]
    rows += [[name, *(bounded(one[kind]) for kind in KINDS)] for name, one in clean["personas"].items()]
    yield from table(("persona", *KINDS), rows)
    harmless = clean["proofs_for_information"]
    yield f"Proofs on clean accounts (gaps aside): {len(clean['proofs'])}, and for information only: {harmless}."
    yield from (f"- {one}" for one in clean["proofs"][:MOST])
    yield f"Findings listed on a clean account, on average: {clean['findings_each']} (low: {clean['listed_low_each']})."
    yield ""


def _attacks(found: Numbers) -> Iterator[str]:
    yield "### Attacked accounts"
    yield ""
    yield "@k: one of the first k findings cites a row of the attack. Episode: a finding of medium or higher does."
    yield "Money: share of what was taken of which findings of medium or higher cite a row (in brackets: any finding)."
    yield "Precision within the first 3: of findings of medium or higher (in brackets: of low ones too, gaps aside)."
    yield ""
    head = ("accounts", "number", "@1", "@3", "@5", "episode", "money", "precision@3", "trigger rows exact")
    for kind in KINDS:
        some = found["attacks"][kind]
        rows = [_attack_row("**financial**", some["financial"]), _attack_row("**all**", some["all"])]
        rows += [_attack_row(f"**{name}**", one) for name, one in some["groups"].items()]
        rows += [_attack_row(f"family {name}", one) for name, one in some["families"].items()]
        rows += [_attack_row(name, one) for name, one in some["attacks"].items()]
        yield f"{kind.capitalize()}:"
        yield ""
        yield from table(head, rows)


def _attack_row(name: str, one: Numbers) -> list[str]:
    money = f"{percent(one['money']['alarms'])} ({percent(one['money']['all'])})" if one["stolen_yen"] else "–"
    return [
        name,
        str(one["episode"]["n"]),
        *(percent(one[f"at_{k}"]["rate"]) for k in (1, 3, 5)),
        bounded(one["episode"]),
        money,
        f"{percent(one['precision_3'])} ({percent(one['precision_3_listed'])})",
        percent(one["triggers_exact"]),
    ]


def _detectors(found: Numbers) -> Iterator[str]:
    yield "### Detectors"
    yield ""
    yield "Clean accounts that a detector alarms (and that it alone does), lists anything on, cannot judge;"
    yield "its findings on attacked accounts that cite the attack, and the others."
    yield ""
    rows = [
        [
            f"`{name}`",
            bounded(one["clean_alarms"]),
            str(one["clean_alone"]),
            str(one["clean_listed"]),
            percent(one["not_assessable"]),
            str(one["right"]),
            str(one["wrong"]),
        ]
        for name, one in found["detectors"].items()
    ]
    yield from table(("detector", "alarms", "alone", "listed", "not assessable", "right", "wrong"), rows)
    alarming = [
        [name, str(one["accounts"]), str(one["alarmed"])]
        for name, one in found["circumstances"].items()
        if one["alarmed"]
    ]
    yield "Harmless circumstances of the alarmed clean accounts (an account has several):"
    yield ""
    yield from table(("circumstance", "accounts", "alarmed"), alarming[:MOST])


def _rest(found: Numbers) -> Iterator[str]:
    stated, gone, left = found["confidence"], found["fidelity"], found["left_out"]
    yield "### Confidence, explanations, missing files"
    yield ""
    rows = [[f"{one['stated']:.2f}", percent(one["true"]), str(one["count"])] for one in stated["reliability"]]
    yield from table(("stated confidence", "true", "findings"), rows)
    yield f"- {stated['findings']} findings: calibration error {stated['ece']:.3f}, Brier score {stated['brier']:.3f}."
    yield f"- Proofs that are true: {bounded(stated['proof_precision'])}."
    yield f"- Findings that are gone without the rows they cite: {bounded(gone['gone'])}; that then accuse other rows: "
    yield f"  {gone['accuses_other_rows']}."
    yield from (f"  - {one}" for one in gone["examples"][:MOST])
    yield "- One kind of file left out of a clean account: what it alone could tell is not assessable, and no new proof"
    yield f"  accuses anybody: {bounded(left['correct'])}."
    yield from (f"  - {one}" for one in left["faults"][:MOST])
    episodes, crashes = found["episodes"], found["crashes"]
    yield f"- Attacks that several findings cite and that form one episode: {bounded(episodes['one_episode'])};"
    yield f"  episodes of attacks that hold other findings too: {episodes['with_other_findings']}."
    yield f"- Checks that stopped because of a fault of ours: {len(crashes)}."
    yield from (f"  - {one}" for one in crashes[:MOST])
    faults = found["import_faults"]
    yield f"- Files of the simulation that were not read without a problem: {len(faults)}."
    yield from (f"  - {one}" for one in faults[:MOST])
    yield ""
