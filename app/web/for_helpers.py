"""Sentences and labels of the pages of a case as a helper reads them: of “the person” where the person reads “you”.

What a page says to be done, such as the text of a step or a question, is read out to the person and stays as it is.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from app.i18n import N_
from app.i18n.translate import translate

OF_A_CASE = ("/case", "/upload")  # the pages on which they stand
# The sentence of a template, or a label that a page is given → what a helper reads instead.
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "Your case": N_("The person's case"),
        "My answers": N_("The person's answers"),
        "Say what is yours": N_("Say what is the person's"),
        "Went to places and people you know": N_("Went to places and people the person knows"),
        "None of you knows it": N_("Nobody there knows it"),
        "You are not sure": N_("The person is not sure"),
        "Refunds whose money did not come to you": N_("Refunds whose money did not come to the person"),
        "Your name": N_("The person's name"),
        "Your address": N_("The person's address"),
        "Your phone number": N_("The person's phone number"),
        "Your files are waiting for their turn.": N_("The person's files are waiting for their turn."),
        "Your files are the next to be read.": N_("The person's files are the next to be read."),
        "What you told us": N_("What the person told"),
        "Check your answers": N_("Check the person's answers"),
        "Do you recognise this?": N_("Does the person recognise this?"),
        "Was this you?": N_("Was this the person?"),
        "You have recognised all of it.": N_("The person has recognised all of it."),
        "Where you stand": N_("Where the person stands"),
        "See where you stand": N_("See where the person stands"),
        "How much of your history is accounted for": N_("How much of the person's history is accounted for"),
        "What is usual for you": N_("What is usual for the person"),
        "Tell us what is usual for you": N_("Note what is usual for the person"),
        "Who receives parcels at your home?": N_("Who receives parcels at the person's home?"),
        "Names as they appear on parcels, including yours. One per line.": N_(
            "Names as they appear on parcels, including the person's. One per line."
        ),
        "To which addresses do you and your family have things sent?": N_(
            "To which addresses do the person and their family have things sent?"
        ),
        "In which countries do you spend time regularly?": N_(
            "In which countries does the person spend time regularly?"
        ),
        "Did you or your family travel abroad?": N_("Did the person or their family travel abroad?"),
        "Also trips of anyone who signs in to your account.": N_(
            "Also trips of anyone who signs in to the person's account."
        ),
        "In which time zone do you live?": N_("In which time zone does the person live?"),
        "Which payment cards do you use?": N_("Which payment cards does the person use?"),
        "In which shops do you buy?": N_("In which shops does the person buy?"),
        "How do you go online?": N_("How does the person go online?"),
        "As it appears in your files": N_("As it appears in the person's files"),
        "As it appears in your files (rows: {count})": N_("As it appears in the person's files (rows: {count})"),
        "Your files hold no entry of a buyer.": N_("The person's files hold no entry of a buyer."),
        "Everything that happened in your account, each once. What you say here counts everywhere.": N_(
            "Everything that happened in the person's account, each once. What is answered here counts everywhere."
        ),
        "Filled in from what your files show. Correct it if it is not right.": N_(
            "Filled in from what the person's files show. Correct it if it is not right."
        ),
        "One question more, for your plan and your papers. It can wait.": N_(
            "One question more, for the person's plan and papers. It can wait."
        ),
        "Your plan has no step with a deadline.": N_("The person's plan has no step with a deadline."),
        "Your card or account": N_("The person's card or account"),
        "By when things must be reported, also for your calendar.": N_(
            "By when things must be reported, also for the person's calendar."
        ),
        "Filled in from your case, for each recipient.": N_("Filled in from the person's case, for each recipient."),
        "Both are quoted in your next letter, which asks which of them is right.": N_(
            "Both are quoted in the person's next letter, which asks which of them is right."
        ),
        "No finding is open. You can still note whom you asked about a parcel, an order or a charge.": N_(
            "No finding is open. It can still be noted who was asked about a parcel, an order or a charge."
        ),
        "Tables of your history": N_("Tables of the person's history"),
        "Your files are waiting": N_("The person's files are waiting"),
        "Reading your files": N_("Reading the person's files"),
        "Your files have been read": N_("The person's files have been read"),
        "Your files are still being read. This page will be complete when that is done.": N_(
            "The person's files are still being read. This page will be complete when that is done."
        ),
        "You have not handed in any file yet.": N_("No file of the person has been handed in yet."),
        "How to get your files": N_("How to get the person's files"),
        "How you came by it": N_("How the person came by it"),
        "Day on which you took or received it": N_("Day on which the person took or received it"),
        "What you say about it": N_("What the person says about it"),
    }
)


@cache
def labels(lang: str) -> Mapping[str, str]:
    """The same in a language, for labels that a page is given as text."""
    return {translate(mine, lang): translate(theirs, lang) for mine, theirs in SENTENCES.items()}


def as_read(sentence: str) -> str:
    """The sentence of a template (a message key) as a helper reads it."""
    return SENTENCES.get(sentence, sentence)
