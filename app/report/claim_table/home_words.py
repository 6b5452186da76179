"""What was said at home, in words: the one phrase that pages, letters and every form of the summary print."""

from collections.abc import Mapping

from analyzers.events.answers import Home, Value
from app.i18n import N_
from app.i18n.formats import joined
from app.i18n.translate import gettext, translate

NOT_YET_SENTENCE = N_("not yet")
EVERYONE_LABELS: Mapping[Value, str] = {
    "did_not": N_("everyone, as the account holder says; nobody knows it"),
    "family_did": N_("as the account holder says, somebody there knows it"),
    "not_asked": N_("not everyone yet"),
    "alone": N_("nobody else lives there"),
}
MEMBER_SENTENCES: Mapping[Value, str] = {
    "did_it": N_("{count} of {all} say that it was them"),
    "family_did": N_("{count} of {all} say that it was somebody else at home"),
    "did_not": N_("{count} of {all} do not know it"),
    "not_sure": N_("{count} of {all} are not sure"),
    "not_asked": N_("{count} of {all} have not answered"),
}
HOME_SENTENCE = N_("Asked at home: {answers}")
# What each member answered, as a log and letters list it.
MEMBER_LABELS: Mapping[Value, str] = {
    "not_asked": N_("no answer yet"),
    "did_it": N_("it was this person"),
    "family_did": N_("it was somebody else at home"),
    "did_not": N_("does not know about it"),
    "not_sure": N_("is not sure"),
    "alone": N_("nobody else lives there"),
}
EVERYONE_NAME = N_("Everyone at home (as the account holder says)")
HELPER_SENTENCE = N_("{answer} (written down by a helper)")


def home_words(home: Home, lang: str) -> str:
    """What was said at home, to stand behind "asked at home": how many of those asked gave which answer."""
    if not home.members:
        return translate(EVERYONE_LABELS[home.everyone] if home.everyone else NOT_YET_SENTENCE, lang)
    words = [*home.members.values()]
    counts = {value: words.count(value) for value in MEMBER_SENTENCES}
    return joined(
        (
            gettext(sentence, lang, count=counts[value], all=len(words))
            for value, sentence in MEMBER_SENTENCES.items()
            if counts[value]
        ),
        lang,
    )


def home_sentence(home: Home, lang: str) -> str:
    """The same as a sentence of its own."""
    return gettext(HOME_SENTENCE, lang, answers=home_words(home, lang))


def member_words(value: Value, by_helper: bool, lang: str) -> str:
    """The answer of one member of the household, and that a helper wrote it down."""
    answer = translate(MEMBER_LABELS[value], lang)
    return gettext(HELPER_SENTENCE, lang, answer=answer) if by_helper else answer
