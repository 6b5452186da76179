"""``verify.html``: a page in every language that checks a bundle in a browser, opened from a disk, without internet."""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from app.i18n import N_
from app.i18n.languages import DEFAULT, LANGUAGES
from app.i18n.translate import translate
from app.report.bundle import model, read
from app.report.bundle.found import KEPT, MOST_KEPT, MOST_NAME
from app.report.bundle.judge import STATUS
from app.report.bundle.lists import PATTERNS, SIZED, WIDE
from app.report.bundle.model import KIND_LABELS
from app.report.bundle.sentences import AROUND, CHANGE_SENTENCES, NOTE_SENTENCES, RESULT_SENTENCES

# What the page has in common with the command, so that both hold a bundle against the same description.
NAMES = {
    "FOLDER": model.FOLDER,
    "BAGIT": model.BAGIT.decode(),
    "INFO": model.INFO,
    "MANIFEST": model.MANIFEST,
    "TAGS": model.TAGS,
    "SIGNATURE": model.SIGNATURE,
    "KEY": model.KEY,
    "CHECKER": model.CHECKER,
    "STAMP": model.STAMP,
    "STAMP_SIGNATURE": model.STAMP_SIGNATURE,
    "PARTS": model.PARTS,
    "SALTS": model.SALTS,
    "TAIL": model.TAIL,
    "KEPT": sorted(KEPT),
    "SIZED": SIZED,
}
LIMITS = {
    "entries": read.MOST_ENTRIES,
    "directory": read.MOST_DIRECTORY,
    "false": read.MOST_FALSE,
    "piece": read.PIECE,
    "ratio": read.RATIO,
    "ratio_from": read.RATIO_FROM,
    "kept": MOST_KEPT,
    "name": MOST_NAME,
    "stamp": model.MOST_STAMP,
    "narrow": WIDE,
}
SCRIPTS = ("verify_source.js", "verify_zip.js", "verify.js", "verify_page.js")
TEMPLATES = Path(__file__).parent / "templates"
PAGE_SENTENCES = {
    "title": N_("Check an evidence bundle"),
    "intro": N_(
        "Choose the ZIP file of the bundle, as you received it. It is checked on this device and sent nowhere."
    ),
    "file": N_("ZIP file of the bundle"),
    "number": N_("Number of the key on paper"),
    "hint": N_(
        "32 digits and letters at the foot of the printed summary. Without it, nobody can tell a genuine bundle from "
        "one that was signed anew."
    ),
    "wrong": N_("This is not such a number: it has 32 digits and letters from 0 to 9 and A to F."),
    "go": N_("Check"),
    "busy": N_("Checking…"),
    "none": N_("Choose the ZIP file first."),
    "old": N_("This browser cannot check the signature. Use a newer one, or the commands in the README."),
    "large": N_(
        "This browser has too little room for a file of the bundle, or cannot read it. Check it with mioboe verify, or "
        "with the commands in the README."
    ),
    "origin": N_(
        "A forged bundle may hold a forged copy of this page. Use a copy from somebody you trust if it matters."
    ),
    "script": N_("This page needs JavaScript. Without it, use the commands in the README."),
}


@cache
def checker() -> bytes:
    """The page, the same bytes in every bundle of this version."""
    words = {
        lang: {
            "name": language.name,
            "result": _in(lang, RESULT_SENTENCES),
            "change": _in(lang, CHANGE_SENTENCES),
            "note": _in(lang, NOTE_SENTENCES),
            "kind": _in(lang, KIND_LABELS),
            "page": _in(lang, PAGE_SENTENCES),
        }
        for lang, language in LANGUAGES.items()
    }
    settings = {
        "first": DEFAULT,
        "around": sorted(AROUND),
        "status": STATUS,
        "words": words,
        "names": NAMES,
        "limits": LIMITS,
        "patterns": PATTERNS,
    }
    data = json.dumps(settings, ensure_ascii=False, sort_keys=True)
    code = "".join((TEMPLATES / name).read_text("utf-8") for name in SCRIPTS)
    script = f"const GIVEN = {data.replace('<', chr(92) + 'u003c')};\n{code}"
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((TEMPLATES / "verify.html").read_text("utf-8"))
    page = template.render(lang=DEFAULT, words=words, page=words[DEFAULT]["page"], script=script, digest=digest)
    return page.encode("utf-8")


def _in(lang: str, sentences: dict[str, str]) -> dict[str, str]:
    return {name: translate(sentence, lang) for name, sentence in sentences.items()}
