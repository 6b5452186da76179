"""A wrong value in a content file is a sentence with file and line, for each at once, and never a traceback."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOP = "shops/paypay.ne.jp.yaml"
# Each in a file of its own: the file, what stands there, what stands there instead, and what is said of it.
BAD_VALUES = {
    "a word that is not allowed": (
        "steps/mail/password.yaml",
        "scope: ",
        "scope: weekly # ",
        "scope: 'weekly' is none",
    ),
    "a grade that there is not": (
        "steps/mail/rules.yaml",
        "grade: [AB]",
        "grade: D",
        "grade: 'D' is none of A, B, N, C, K",
    ),
    "a country that is not known": (
        "ladders/us.yaml",
        r"markets: \[US\]",
        "markets: [FR]",
        "markets[0]: 'FR' is none of JP",
    ),
    "an unknown key": ("shops/line.me.yaml", "market:", "markt:", "unknown key 'markt', allowed are "),
    "a number that is a text": (
        "steps/shop/password.yaml",
        "minutes: ",
        "minutes: about ",
        "a whole number is expected",
    ),
    "a text that is a list": (
        "recipients/ic3.yaml",
        "title: ",
        "title: [x] # ",
        "title: a text is expected, not ['x']",
    ),
    "a list that is a text": ("letters/card_us.yaml", r"markets: \[US\]", "markets: US", "markets: a list is expected"),
    "a missing key": ("questions/pay.yaml", "  ask: ", "  note: ", "missing key 'ask'"),
    "no source": ("deadlines/jp.card60.yaml", "sources:", "source:", "missing key 'sources'"),
    "a source that supports nothing": ("contacts/uk.yaml", "grade: [AB]", "grade: K", "no source has grade A or B"),
    "a day that the calendar does not have": (
        "shops/au.com.yaml",
        r"checked: \S+",
        "checked: 2026-02-30",
        "cannot be read",
    ),
    "a period in other words": (
        "deadlines/us.regz.yaml",
        r"review_every: \S+",
        "review_every: weekly",
        "a period such as",
    ),
    "an address without encryption": ("shops/google.com.yaml", "origin: https", "origin: http", "is no https address"),
    "an unknown time zone": (SHOP, "zone: Asia/Tokyo", "zone: Asia/Tokio", "zone: Asia/Tokio is no time zone"),
    "no regular expression": (
        "shops/amazon.com.yaml",
        "order_number: ",
        "order_number: '(' # ",
        "no regular expression",
    ),
    "a key that stands twice": ("shops/apple.com.yaml", "kind: ", "name: Apple\nkind: ", "the key 'name' stands twice"),
    "no YAML": ("symptoms.yaml", ": ", ": [", "this cannot be read as YAML"),
    "an empty text": ("safety.yaml", r"(?m)^(\w+): .*$", r"\1: ' '", "the text is empty or has spaces around it"),
}
# Names of other content, likewise: what is said where they do not exist.
BAD_NAMES = {
    "a step": (
        "letters/card_us.yaml",
        "claim.card_us",
        "claim.card",
        "steps: there is no step 'claim.card'. Did you mean 'claim.card_us'? Correct the name, or add it to"
        " checklists/steps/claim/card.yaml.",
    ),
    "a fact of a letter": (
        "letters/card_us.en.txt",
        r"\{\{",
        "{{ nothing }}{{",
        "no fact is named 'nothing', allowed are",
    ),
    "a question of a symptom": (
        "symptoms.yaml",
        "parcel.household",
        "parcel.houshold",
        "symptom.cod_parcel: before: there is no question 'parcel.houshold'. Did you mean 'parcel.household'?"
        " Correct the name, or add it to checklists/questions/parcel.yaml.",
    ),
    "a question that is listed twice": (
        "symptoms.yaml",
        "later: \\[",
        "later: [parcel.paid, ",
        "symptom.cod_parcel: later: parcel.paid stands twice among the questions; keep it under one key",
    ),
    "a question that no symptom lists": (
        "questions/parcel.yaml",
        "(?s)^",
        'alone:\n  ask: "Is it alone?"\n  kind: text\n  fact: alone\n',
        "parcel.alone: no symptom asks this; name it under `before` or `later` of one in checklists/symptoms.yaml",
    ),
    "a symptom of an answer": (
        "questions/parcel.yaml",
        r"implies: \[symptom.cod_paid\]",
        "implies: [symptom.paid]",
        "implies: there is no symptom 'symptom.paid'. Did you mean 'symptom.cod_paid'? Correct the name, or add it to"
        " checklists/symptoms.yaml.",
    ),
    "a symptom that does not ask": (
        "questions/other.yaml",
        "means: symptom.money_sent",
        "means: symptom.cod_parcel",
        "means: there is no symptom 'symptom.cod_parcel'",
    ),
    "an answer": (
        "questions/message.yaml",
        r"after: \{message.installed: \[program\]",
        "after: {message.installed: [programme]",
        "after: there is no answer of message.installed 'programme'. Did you mean 'program'?",
    ),
    "a symptom of a tile": (
        "doors.yaml",
        "symptom: symptom.unknown_charge",
        "symptom: symptom.x",
        "there is no symptom 'symptom.x'",
    ),
    "a desk": ("ladders/us.yaml", r"desk: us\.\w+", "desk: us.nobody", "desk: there is no desk 'us.nobody'."),
    "a question of a deadline": (
        "deadlines/us.regz.yaml",
        r"(?m)\Z",
        "answers: {pay.where: [apple]}\n",
        "answers: there is no question 'pay.where'.",
    ),
    "a fact": ("symptoms.yaml", "states: parcel.cod", "states: parcel.code", "states: there is no fact 'parcel.code'."),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content in a copy of its own, with the rest of the product beside it."""
    folder = tmp_path_factory.mktemp("tree")
    for name in ("app", "analyzers"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def content(tree: Path, *changes: tuple[str, str, str]) -> Path:
    """The content anew with these changes: file, pattern, and what replaces its first match."""
    shutil.rmtree(tree / "checklists", ignore_errors=True)
    shutil.copytree(ROOT / "checklists", tree / "checklists")
    for name, old, new in changes:
        file = tree / "checklists" / name
        text, count = re.subn(old, new, file.read_text("utf-8"), count=1)
        assert count, name
        file.write_text(text, "utf-8")
    return tree


def mioboe(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in the tree."""
    environment = {**os.environ, "LC_ALL": "en_GB.UTF-8", "PYTHONPATH": str(tree), "MIOBOE_DATA": str(tree / "data")}
    command = [sys.executable, "-m", "app", *arguments]
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("command", ["content", "plan"])
def test_every_wrong_value_is_named_at_once(tree: Path, command: str) -> None:
    """Both commands list all of them, one line for each, with file and line, and end with status 2."""
    assert len({file for file, *_ in BAD_VALUES.values()}) == len(BAD_VALUES)
    ended = mioboe(content(tree, *(values[:3] for values in BAD_VALUES.values())), command)
    assert ended.returncode == 2
    assert ended.stdout == ""
    heading, *faults = ended.stderr.splitlines()
    assert heading.startswith("mioboe: The files of the checklists hold values that are wrong.")
    for kind, (file, _, _, message) in BAD_VALUES.items():
        own = [line for line in faults if line.startswith(f"checklists/{file}:")]
        assert any(re.match(r"\S+:\d+: ", line) and message in line for line in own), f"{kind}: {own or faults}"
    assert all(re.match(r"checklists/\S+\.yaml:\d+: \S", line) for line in faults)


def test_the_line_is_that_of_the_value(tree: Path) -> None:
    """A reader opens the file at the line that is named."""
    ended = mioboe(content(tree, (SHOP, "(?m)^zone: .*$", "zone: Mars/Base")), "content")
    lines = (tree / "checklists" / SHOP).read_text("utf-8").splitlines()
    place = f"checklists/{SHOP}:{lines.index('zone: Mars/Base') + 1}: zone: Mars/Base is no time zone"
    assert ended.stderr.splitlines()[1:] == [place]


def test_names_that_do_not_exist_say_what_to_do(tree: Path) -> None:
    """With the file that names it, the name that was probably meant, and the file in which it is added. Some are said
    only once others are corrected. What ``mioboe content`` refuses, ``mioboe plan`` refuses in the same words."""
    left = dict(BAD_NAMES)
    while left:
        ended = mioboe(content(tree, *(values[:3] for values in left.values())), "content")
        assert ended.returncode == 2, ended.stderr
        planned = mioboe(tree, "plan", "--symptom", "symptom.unknown_charge", "--json")
        assert (planned.returncode, planned.stdout, planned.stderr) == (2, "", ended.stderr)
        faults = ended.stderr.splitlines()[1:]
        said = [kind for kind, values in left.items() if any(is_said(values, fault) for fault in faults)]
        assert said, f"{list(left)}: {ended.stderr}"
        for kind in said:
            del left[kind]


def is_said(values: tuple[str, str, str, str], fault: str) -> bool:
    """Whether a line of the output names the file of a change and says what is wrong."""
    return bool(re.match(rf"checklists/{values[0]}:\d+: ", fault)) and values[3] in fault


@pytest.mark.parametrize(
    ("command", "change", "message"),
    [
        ("serve --port 0", (SHOP, "kind: pay", "kind: bank"), "kind: 'bank' is none of shop, mail"),
        ("check . --json", (SHOP, "kind: pay", "kind: bank"), "kind: 'bank' is none"),
    ],
)  # fmt: skip
def test_a_command_says_it_instead_of_failing(
    tree: Path, command: str, change: tuple[str, str, str], message: str
) -> None:
    """The service does not start, and no command ends in a traceback; a name of other content counts as a value."""
    ended = mioboe(content(tree, change), *command.split())
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    assert message in ended.stderr
