"""The README inside a bundle: how anybody can check it, what it proves and what it does not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.i18n.translate import translate
from app.report.bundle.model import KEY, KIND_LABELS, MANIFEST, SIGNATURE, STAMP, TAGS
from app.report.bundle.sentences import README_SENTENCES

LISTS = (f"sha256sum -c {MANIFEST}", f"sha256sum -c {TAGS}")
SIGNED = f"openssl pkeyutl -verify -pubin -inkey {KEY} -rawin -in {TAGS} -sigfile {SIGNATURE}"
NUMBER = f"openssl pkey -pubin -in {KEY} -outform DER | sha256sum"
PART = "printf '%s %s\\n' SALT SHA256 | sha256sum"
STAMPED = f"openssl ts -verify -data {TAGS} -in {STAMP} -CAfile ca.pem"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that a README states about its bundle. ``withheld``: kind → number of parts. ``stamp``: the sentence
    (message key) that explains why there is no time stamp; None: there is one."""

    case: str
    folder: str
    key: str
    withheld: Mapping[str, int] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    stamp: str | None = None


def readme(facts: Facts, lang: str) -> bytes:
    """The text in one language, as UTF-8 with a mark that Windows recognises."""

    def say(name: str, **values: object) -> str:
        return translate(README_SENTENCES[name], lang).format(**values)

    number = f"{facts.key} ({KEY})"
    paragraphs = [
        say("title", case=facts.case),
        f"{say('what')}\n{say('warning')}",
        _heading(say("check")),
        f"{say('page')}\n{say('paper')}\n{number}",
        f"{say('command')}\n    mioboe verify {facts.folder}.zip --fingerprint NUMBER",
        "\n".join([say("commands"), *(f"    {command}" for command in (*LISTS, SIGNED))]),
        f"{say('number')}\n    {NUMBER}",
        _heading(say("proves")),
        f"{say('proof')}\n{say('limits')}",
        _heading(say("parts")),
        "\n".join(_parts(facts, say("none_withheld"), say("withheld"), lang)),
        f"{say('part_check')}\n{say('part_shown')}\n    {PART}\n{say('keep_salts')}",
        _heading(say("stamp")),
        f"{say('stamped')}\n    {STAMPED}" if facts.stamp is None else translate(facts.stamp, lang),
    ]
    if facts.left_out:
        paragraphs.append(say("left_out", paths=", ".join(facts.left_out)))
    return ("\ufeff" + "\n\n".join(paragraphs) + "\n").replace("\n", "\r\n").encode("utf-8")


def _heading(text: str) -> str:
    return f"== {text} =="


def _parts(facts: Facts, none: str, some: str, lang: str) -> Sequence[str]:
    if not facts.withheld:
        return [none]
    return [some, *(f"* {translate(KIND_LABELS[kind], lang)}: {count}" for kind, count in facts.withheld.items())]
