"""Where to turn when one gets no further, as the pages show it."""

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.plan import self_check
from app.cases.plan.letter_answers import symptoms_in_order
from app.cases.record import notes
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.web.context import Context
from app.web.fragments.step import desk, source
from checklists.ladders.ladder import climbing
from checklists.letter import letters
from checklists.model import desks
from checklists.questions import conditions
from checklists.sites import markets


def ladders(case: Case, lang: str) -> list[Context]:
    """The ladders of the countries whose advice applies, and of what happened."""
    report, known_conditions = latest_report(case), conditions(self_check.answers(case))
    here = known_conditions.cards or markets(
        {*(report.shops if report else ()), *known_conditions.services}, LANGUAGES[lang].markets
    )
    groups = {symptom.group for symptom in symptoms_in_order(case, notes.load(case))}
    known = letters()
    return [
        {
            "title": translate(ladder.title, lang),
            "rungs": [
                {
                    "do": translate(rung.do, lang),
                    "parallel": rung.parallel,
                    "desk": desk(desks()[rung.desk], lang) if rung.desk else None,
                    "letter": rung.letter,
                    "letter_title": translate(known[rung.letter].title, lang) if rung.letter else "",
                }
                for rung in ladder.rungs
            ],
            "notes": [translate(note, lang) for note in ladder.note],
            "sources": [source(origin, lang) for origin in ladder.sources],
        }
        for ladder in climbing(here, groups)
    ]
