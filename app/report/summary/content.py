"""The incident summary as one neutral structure in one language: what every form of it lays out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from analyzers.engine.run import made as checks_made
from app.i18n.formats import when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, value
from app.report.model import Report
from app.report.summary.words import (
    ANSWER_LABELS,
    BASIS_LABELS,
    HEADING_LABELS,
    KIND_LABELS,
    NOTE_LABELS,
    SEVERITY_LABELS,
    STATE_LABELS,
    TABLE_LABELS,
    say,
    word,
)
from checklists.model import steps

SCHEMA = "mioboe.summary/1"
# The licence of the place data asks for these very words and a link wherever results are shown.
ATTRIBUTION = "IP Geolocation by DB-IP"
ATTRIBUTION_URL = "https://db-ip.com/"
RECOGNISED = ("mine", "family")


@dataclass(frozen=True, slots=True)
class State:
    """What the report does not know: the plan, how far the person is, and the head of the document.

    ``plan`` holds the chosen steps in order, each with at least ``id``, ``phase``, ``title`` and ``why`` (message
    keys), ``minutes`` and ``triggers``. ``progress`` maps a step id to a state of ``words.STATE_LABELS``; any other
    step is open. ``since`` says when that state began, ``verified`` which steps a new export proves. ``case`` is the
    short public number of the case, None on the command line. ``symptoms`` are the chosen sentences of the
    questionnaire (message keys). ``generated_at`` is aware. The rest is what the person wrote down and put in, in
    plain texts of the summary's language (``app.web.pages.summary`` gathers it): ``notes`` {step, about, text},
    ``household`` {who, on, about, answer, note}, ``contacts`` (entries of ``app.cases.contacts`` with their ``when``
    and ``channel_name``) and ``kept`` {number, name, sha256, bytes, at, step, about}.
    """

    version: str
    generated_at: datetime
    plan: Sequence[Mapping[str, Any]] = ()
    progress: Mapping[str, str] = field(default_factory=dict)
    case: str | None = None
    symptoms: Sequence[str] = ()
    since: Mapping[str, datetime] = field(default_factory=dict)
    verified: Collection[str] = ()
    notes: Sequence[Mapping[str, Any]] = ()
    household: Sequence[Mapping[str, Any]] = ()
    contacts: Sequence[Mapping[str, Any]] = ()
    kept: Sequence[Mapping[str, Any]] = ()


def summarise(report: Report, state: State, lang: str) -> dict[str, Any]:
    """The summary as plain JSON data (schema ``mioboe.summary/1``): all sentences in ``lang``, all cells exact.

    Raises ``ValueError`` if ``state.generated_at`` has no offset, since a summary must say when it was made.
    """
    if state.generated_at.tzinfo is None:
        raise ValueError("generated_at must carry its offset from UTC")
    made = state.generated_at.astimezone(ZoneInfo(LANGUAGES[lang].zone))
    findings = [_finding(one, number, lang) for number, one in enumerate(_open_first(report["findings"]), 1)]
    standing = [one for one in findings if one["verdict"] not in RECOGNISED]
    outcomes = report["outcomes"]
    return {
        "schema": SCHEMA,
        "lang": lang,
        "title": word(HEADING_LABELS, "title", lang),
        "case": state.case,
        "version": state.version,
        "generated_at": made.isoformat(timespec="seconds"),
        "generated": when(made, "stated", lang),
        "statement": word(NOTE_LABELS, "statement", lang),
        "blind_spot": word(NOTE_LABELS, "blind_spot", lang),
        "places": _places(report, lang),
        "symptoms": [_sentence(one, lang) for one in state.symptoms],
        "coverage": [_coverage(one, lang) for one in report["coverage"]],
        "examined": [_file(one, lang) for one in report["files"] if one["format"]],
        "not_read": [_file(one, lang) for one in report["files"] if not one["format"]],
        "not_assessed": [_gap(one, lang) for one in outcomes if one["outcome"] == "not_assessable"],
        "clear": [_sentence(one["title"], lang) for one in checks_made(outcomes) if one["outcome"] == "clear"],
        "timeline": _timeline(standing),
        "stories": [one for e in report.get("episodes", ()) if (one := _story(e, standing, lang))],
        "findings": standing,
        "recognised": [one for one in findings if one["verdict"] in RECOGNISED],
        "steps": [_step(one, state, lang) for one in state.plan],
        "notes": [_of_step(one, lang) for one in state.notes],
        "household": [dict(one) for one in state.household],
        "contacts": [{"number": number, **one} for number, one in enumerate(state.contacts, 1)],
        "kept": [_kept(one, lang) for one in state.kept],
    }


def _open_first(findings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings in rank order, those that somebody recognised behind the others."""
    return sorted(findings, key=lambda one: one["verdict"] in RECOGNISED)


def _sentence(key: str | None, lang: str, values: Mapping[str, Any] | None = None) -> str:
    # gettext answers the empty key with the head of the catalogue.
    return gettext(key, lang, **(values or {})) if key else ""


def _places(report: Report, lang: str) -> dict[str, str] | None:
    """The source of the countries, where addresses were looked up at all."""
    source = report.get("places")
    if not source or not any(report["events"].get(table) for table in ("logins", "changes")):
        return None
    shown = say("attribution", lang, attribution=ATTRIBUTION, as_of=source["as_of"])
    if networks := source.get("networks"):
        shown += LANGUAGES[lang].space + say("networks", lang, source=networks["source"], day=networks["as_of"])
    return {"attribution": ATTRIBUTION, "url": ATTRIBUTION_URL, "as_of": source["as_of"], "sentence": shown}


def _coverage(one: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {
        **{name: one[name] for name in ("table", "shop", "from", "to", "events")},
        "name": word(TABLE_LABELS, one["table"], lang),
        "shop_name": one["shop"] or word(NOTE_LABELS, "no_shop", lang),
        "from_shown": _moment(one["from"], lang),
        "to_shown": _moment(one["to"], lang),
    }


def _moment(given: str | None, lang: str) -> str:
    """An end of a period. Files that give days alone (a gift-card page) have them at midnight: no hour is shown."""
    if not given:
        return word(NOTE_LABELS, "not_stated", lang)
    at = datetime.fromisoformat(given)
    return when(at, "date_only" if at.time() == time() else None, lang)


def _file(one: Mapping[str, Any], lang: str) -> dict[str, Any]:
    problems = [
        {"line": p["line"], "code": p["code"], "message": _sentence(p["message"], lang, p["values"])}
        for p in one["problems"]
    ]
    return {
        **{name: one[name] for name in ("path", "sha256", "bytes", "format", "encoding", "rows", "events")},
        "period": one.get("period"),
        "name": _format_name(one["format"], lang) if one["format"] else None,
        "problems": problems,
    }


def _format_name(format_id: str, lang: str) -> str:
    """What the person calls the file; the id itself for a format that this version no longer knows."""
    from app.importers import formats

    module = formats().get(format_id)
    return gettext(module.title, lang) if module else format_id


def _gap(one: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {
        "detector": one["detector"],
        "title": _sentence(one["title"], lang, one["values"]),
        "reason": _sentence(one["reason"], lang, one["values"]),
        "get": [{"format": name, "name": _format_name(name, lang)} for name in one["get"]],
    }


def _finding(one: Mapping[str, Any], number: int, lang: str) -> dict[str, Any]:
    basis = one["at_basis"] if one["at"] else None
    plain = ("id", "detector", "kind", "severity", "confidence", "at", "verdict", "evidence", "values")
    said = {name: _sentence(one[name], lang, one["values"]) for name in ("title", "message", "innocent")}
    return {
        **{name: one[name] for name in plain},
        **said,
        "number": number,
        "at_basis": basis,
        "when": when(one["at"], basis, lang),
        # A day is no instant: midnight UTC would say more than the file does.
        "utc": one["at"][:10] if basis == "date_only" else one["at"],
        "basis": word(BASIS_LABELS, basis, lang),
        "severity_name": word(SEVERITY_LABELS, one["severity"], lang),
        "kind_name": word(KIND_LABELS, one["kind"], lang),
        "answer": word(ANSWER_LABELS, one["verdict"], lang),
    }


def _story(one: Mapping[str, Any], standing: Sequence[Mapping[str, Any]], lang: str) -> dict[str, Any] | None:
    """What several findings tell together, by their numbers; null where fewer than two of them stand."""
    numbers = {f["id"]: f["number"] for f in standing if f["id"] in one["findings"]}
    if len(numbers) < 2:
        return None
    return {
        **{name: one[name] for name in ("episode", "from", "to", "stoppable", "money")},
        "findings": sorted(numbers.values()),
        "sentences": [_sentence(s["key"], lang, s["values"]) for s in one["story"] if numbers.keys() & s["findings"]],
        "money_shown": value(one["money"], lang) if one["money"] else None,
    }


def _timeline(findings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The dated findings in the order of time; a day alone stands before the moments of that day (in UTC)."""
    dated = sorted((one for one in findings if one["at"]), key=lambda one: (one["at"], one["number"]))
    names = ("at", "at_basis", "when", "utc", "basis", "number", "title", "answer")
    return [{name: one[name] for name in names} | {"finding": one["id"]} for one in dated]


def _of_step(one: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Something that belongs to a step, with the step's title; the id itself for a step that is gone."""
    step = steps().get(one["step"])
    return {**one, "title": _sentence(step.title, lang) if step else one["step"]}


def _kept(one: Mapping[str, Any], lang: str) -> dict[str, Any]:
    at: datetime = one["at"]
    return _of_step(one, lang) | {"at": at.isoformat(timespec="seconds"), "when": when(at, "stated", lang)}


def _step(one: Mapping[str, Any], how: State, lang: str) -> dict[str, Any]:
    given, since = how.progress.get(one["id"]), how.since.get(one["id"])
    state = given if given in STATE_LABELS else None
    return {
        **{name: one[name] for name in ("id", "phase", "minutes")},
        "triggers": list(one["triggers"]),
        "title": _sentence(one["title"], lang),
        "why": _sentence(one["why"], lang),
        "state": state or "open",
        "state_name": word(STATE_LABELS, state, lang),
        "since": since.isoformat(timespec="seconds") if since else None,
        "since_shown": when(since, "stated", lang) if since else None,
        "verified": one["id"] in how.verified,
    }
