"""The checks that could not be made, by the reason, and the files that would help."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analyzers.rules.outcome import Outcome
from app.report.outcomes import sentence
from app.web.fragments.report import format_title
from app.web.fragments.untrusted import translator


@dataclass(frozen=True, slots=True)
class MissingFormat:
    """A file that would help."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """A reason why checks could not be assessed, these checks, and the files that would help."""

    reason: Markup
    checks: Sequence[Markup]
    missing: Sequence[MissingFormat]


def not_assessed(outcomes: Sequence[Outcome], lang: str) -> list[NotAssessed]:
    """The reasons why checks could not be assessed, each once."""
    _ = translator(lang)
    checks: dict[Markup, dict[Markup, None]] = {}
    formats: dict[Markup, dict[str, None]] = {}
    for check in (check for check in outcomes if check.outcome == "not_assessable"):
        reason = _(sentence(check.code), **check.values) if check.code else Markup()
        checks.setdefault(reason, {})[_(check.title, **check.values)] = None
        formats.setdefault(reason, {}).update(dict.fromkeys(check.get))
    return [
        NotAssessed(reason, list(held), [MissingFormat(name, format_title(name, lang)) for name in formats[reason]])
        for reason, held in checks.items()
    ]
