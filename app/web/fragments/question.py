"""A question of the questionnaire as the pages show it."""

from collections.abc import Sequence

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.plan.prefill import suggested
from app.i18n.translate import translate
from app.web.context import Context
from app.web.fragments.symptoms import matching_tiles, symptom_groups, usual_tiles
from checklists.before import HELPING
from checklists.questions import START, UNKNOWN, UNKNOWN_LABEL, Question
from checklists.scripts import scripts


def question_card(
    question: Question, values: Sequence[str], lang: str, several: bool = False, word: str = ""
) -> Context:
    """A question with its answers. Each is a button where one is usual, and none but one is given yet; else, and where
    ``several`` are wanted, there are boxes to tick. What happened has tiles: of what is most usual, or of what fits the
    ``word``."""
    many = question.kind == "many"
    asks_more = question.id == START and tuple(values) == (HELPING,)
    taps = question.kind == "one" or (many and (question.tap or question.id == START) and not several)
    taps = taps and (asks_more or not many or len(values) <= 1)
    return {
        "id": question.id,
        "kind": question.kind,
        "many": many,
        "taps": taps,
        "kept": [HELPING] if taps and asks_more else [],
        "safety": question.safety,
        "ask": translate(question.ask, lang),
        "note": translate(question.note, lang) if question.note else "",
        **(_happened(values, lang, word) if question.id == START else {"groups": []}),
        "choices": [(name, translate(option.says, lang), name in values) for name, option in question.options.items()],
        "typed": values[0] if not question.options and values and values[0] != UNKNOWN else "",
        "unknown": tuple(values) == (UNKNOWN,),
        "unknown_label": translate(UNKNOWN_LABEL, lang),
        "script": _script(question, lang),
    }


def _happened(values: Sequence[str], lang: str, word: str) -> Context:
    tiles = matching_tiles(word, lang, values) if word else usual_tiles(lang, values)
    return {"tiles": tiles, "groups": symptom_groups(lang, values, but=[tile["id"] for tile in tiles]), "word": word}


def _script(question: Question, lang: str) -> Context:
    """What a helper says on the phone: how to ask, and for what they may hear, what to do. Advice that an answer brings
    stands beside that answer."""
    own = scripts().get(question.id)
    heard = [(heard.says, heard.do) for heard in own.answers] if own else []
    if question.id != START:  # its answers are what happened, and their advice comes with the next question
        heard += [(option.says, option.note) for option in question.options.values() if option.note]
    return {
        "ask": translate(own.ask if own else question.ask, lang),
        "heard": [(translate(says, lang), translate(do, lang)) for says, do in heard],
    }


def asked_beside(question: Question | None, lang: str) -> Context | None:
    """The question that is asked beside the plan or a paper, as long as one is left."""
    return question_card(question, (), lang) if question else None


def suggestion(case: Case, question: Question) -> Sequence[str]:
    """The answer that the files suggest, to be confirmed."""
    report = latest_report(case)
    return suggested(report).get(question.id, ()) if report else ()
