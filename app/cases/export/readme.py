"""The README of the archive of everything: where each file is, and what the reader has to know about it."""

from app.i18n import N_
from app.i18n.translate import translate

TITLE = N_("Everything that Mioboe kept for you")
WARNING = N_(
    "This file is not encrypted. Anyone who gets it can read your orders, addresses and answers. Keep it where only "
    "you can open it, and delete it when you no longer need it."
)
SEVERAL = N_("Each case has a folder of its own, named after its number.")
PLACES = (
    ("summary/", N_("The incident summary, in every form. Nothing is in it that is not in the other files too.")),
    ("originals/", N_("The files and texts that you handed in, unchanged, in the order in which you did.")),
    ("evidence/", N_("The files that you kept as evidence, unchanged, under their numbers.")),
    ("data/report.json", N_("What was found, with your answers.")),
    (
        "data/answers.json",
        N_(
            "Your answers to questions about the history. “mioboe check --answers” takes this file. Where a later file "
            "changed a question, it is under “earlier” as it was asked."
        ),
    ),
    (
        "data/notes.json",
        N_("All that you wrote: answers, notes, contact log, family log, letters, what is usual for you."),
    ),
    ("data/custody.json", N_("The log of your files: who handed in, downloaded or removed which, and when.")),
    ("data/mappings.json", N_("What you said the columns of tables mean.")),
    ("data/files.json", N_("Name, size, SHA-256 and time of each file when you handed it in.")),
    ("data/tables/", N_("What the database holds: progress, answers, open browsers, helpers and their looks.")),
    ("data/tables/audit.json", N_("The log: when the case was opened, what was handed in and removed, and when.")),
    ("data/events/", N_("What was read from each file: one line of JSON, then tables as Apache Arrow IPC streams.")),
    ("data/other/", N_("Interim results of the program.")),
    ("manifest.json", N_("Size and SHA-256 of every file in this archive, and what is missing or damaged.")),
)
ABSENT = N_(
    "Originals whose time is over are no longer kept, and so are not here. Neither are keys, passwords and codes."
)
CHECK = N_("If the SHA-256 of a file is still that in manifest.json, the file has not been changed since.")


def readme(lang: str, folders: bool) -> str:
    """The text in one language. ``folders``: each case of the archive has a folder."""
    places = [line for path, says in PLACES for line in (path, f"    {translate(says, lang)}")]
    several = [translate(SEVERAL, lang), ""] if folders else []
    title = translate(TITLE, lang)
    body = [translate(WARNING, lang), "", *several, *places, "", translate(ABSENT, lang), translate(CHECK, lang)]
    return "\n".join([title, "", *body, ""])
