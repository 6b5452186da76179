"""What the source never does, whoever writes the next line: rules that a reader would otherwise have to look for."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "analyzers", "checklists")
SCRIPTS = sorted((ROOT / "static").rglob("*.js"))
TEMPLATES = sorted((ROOT / "app").rglob("*.html"))

# A call of these turns text or bytes into something that runs, or into objects of any kind.
EVALUATING = {
    "eval",
    "exec",
    "pickle.load",
    "pickle.loads",
    "marshal.loads",
    "yaml.load",
    "yaml.unsafe_load",
    "os.system",
    "os.popen",
}
# A template that is a file of ours.
OUR_OWN = re.compile(r"from_string\(\(TEMPLATES / '[a-z.]+'\)\.read_text\(")
# The modules that read YAML: the first one what people write, the others files of ours alone.
READING_YAML = {
    "analyzers/events/plain_yaml.py",
    "analyzers/rules/declared.py",
    "app/data/build_icons.py",
    "app/i18n/extraction.py",
    "app/importers/screens/order_words.py",
    "app/importers/screens/profile.py",
    "checklists/schema.py",
}
# What opens connections: modules, and of ``socket`` everything but the conversion of addresses.
CALLING = {"socket", "ssl", "http", "urllib.request", "httpx", "requests", "authlib", "smtplib", "ftplib"}
# The modules that open connections. The sandbox talks to its own child, the service listens; the others call whom the
# operator named.
MAY_CALL = {
    "app/cases/accounts/providers.py",
    "app/cases/timestamp.py",
    "app/cli/commands/doctor.py",
    "app/main.py",
    "app/sandbox/child.py",
    "app/sandbox/parent.py",
    "app/sandbox/start.py",
    "app/sandbox/template.py",
    "app/storage/unfinished.py",
}
# Ciphers and hash functions come from these alone.
CIPHERS = {"pyrage", "cryptography", "passlib", "argon2", "fido2", "hashlib", "hmac", "secrets", "zxcvbn", "stream_zip"}
OTHER_CIPHERS = {"Crypto", "Cryptodome", "nacl", "rsa", "ecdsa", "pyaes", "bcrypt", "jose", "jwt"}
# Of modules that could do more, names that are harmless.
PURE = {"AF_INET", "AF_INET6", "inet_ntop", "inet_pton"}
LISTENING = {"app/web/binds.py"}
# May mark text as safe HTML: it escapes what it is given first, or made the picture itself, or renders templates.
MARKING = (
    "app/web/fragments/accounts.py",
    "app/web/slots/__init__.py",
    "app/web/templating.py",
    "app/web/fragments/untrusted.py",
    "app/i18n/translate.py",
)
# The limits of CONTRIBUTING.md in lines, and which functions are longer: their list may only become shorter.
MOST_LINES_OF_FILE = 300
MOST_LINES_OF_FUNCTION = 40
LONG_FUNCTIONS = {
    "analyzers/book/purchases.py orders": 61,
    "analyzers/findings/unanswered.py _finding": 47,
    "analyzers/rules/giftcard/drain.py _mark": 42,
    "app/importers/amazon/pages/transactions_page.py read": 41,
    "app/importers/apple/store_transactions.py read": 47,
    "app/importers/google/play_orders.py read": 44,
    "app/importers/seller/settlement.py read": 42,
    "app/importers/worker.py _events": 44,
}
MODULE = re.compile(r"(app|analyzers|checklists)/[a-z0-9_/]+\.py")
ADDING = {"tests/docs/test_adding.py", "tests/wheel.py"}  # They name modules that they add or expect to be gone.
WEAK = {"md5", "sha1", "md4", "new"}


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the product by its path."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in files}


@cache
def calls() -> tuple[tuple[str, str, ast.Call], ...]:
    """(path and line, dotted name, call) of every call whose name is written out."""
    return tuple(
        (f"{path}:{node.lineno}", ast.unparse(node.func), node)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    )


def imports() -> Iterator[tuple[str, str]]:
    """(path, module) of every import, those inside functions too."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((path, one.name) for one in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from ((path, node.module) for _ in {one.name for one in node.names} - PURE)


def within(module: str, names: set[str]) -> bool:
    """Whether a module is one of these, or below one."""
    return any(module == name or module.startswith(f"{name}.") for name in names)


def test_nothing_is_evaluated() -> None:
    """No text becomes code, a template or an object of any kind, and no shell is started."""
    found = [
        where
        for where, name, call in calls()
        if (name in EVALUATING or name.endswith(".from_string")) and not OUR_OWN.search(ast.unparse(call))
    ]
    shells = [
        where
        for where, name, call in calls()
        if name.startswith("subprocess.") and any(one.arg == "shell" for one in call.keywords)
    ]
    marked = [
        where for where, name, call in calls() if name == "Markup" and call.args and not where.startswith(MARKING)
    ]
    assert found + shells + marked == []
    assert [path for path, module in imports() if within(module, {"pickle", "marshal", "shelve"})] == []


def test_yaml_of_people_is_read_in_one_place() -> None:
    """There a part that is named and repeated is refused, by which few bytes could be gigabytes."""
    reading = {
        path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and ast.unparse(node.value) == "yaml"
        and re.search("load|Load|compose|parse|scan", node.attr)
    }
    assert reading == READING_YAML


def test_queries_have_parameters() -> None:
    """SQL is never put together from pieces, but for the name of a table of ours: it is written whole."""
    executing = ("text", "sa.text", "exec_driver_sql")
    found = [
        where
        for where, name, call in calls()
        if name.rpartition(".")[2] in executing and where.startswith("app/storage")
        for part in ast.walk(call.args[0])
        if isinstance(part, ast.BinOp)
        or (isinstance(part, ast.FormattedValue) and not re.search(r"__tablename__|\btable\.name\b", ast.unparse(part)))
    ]
    assert found == []


def test_expressions_are_ours() -> None:
    """Where people's own words arrive, a regular expression is a text of the program."""
    found = [
        where
        for where, name, call in calls()
        if re.fullmatch(r"re\.(compile|search|match|fullmatch|sub|split|findall|finditer)", name)
        and where.startswith(("app/web/", "app/cases/", "app/cli/"))
        and {one.id for one in ast.walk(call.args[0]) if isinstance(one, ast.Name) and not one.id.isupper()}
    ]
    assert found == []


def test_who_may_call_out() -> None:
    """Only the modules named here can open a connection."""
    calling = {path for path, module in imports() if within(module, CALLING)}
    assert calling == MAY_CALL | LISTENING


def test_random_is_secret() -> None:
    """What must not be guessed comes from the system's source of random numbers. Only what replaces personal data in a
    sample draws from another one, which a keyed hash begins, so that the same text gets the same replacement."""
    others = {path for path, module in imports() if within(module, {"random", "numpy.random", "uuid"})}
    assert others <= {"app/sanitise/replace.py"}
    assert [where for where, name, _ in calls() if ".random." in name] == []


def test_ciphers_of_the_field() -> None:
    """Ciphers come from well-known libraries, and hash functions that are broken are not used."""
    assert [path for path, module in imports() if within(module, OTHER_CIPHERS)] == []
    weak = [
        where
        for where, name, call in calls()
        if name.startswith("hashlib.")
        and name.removeprefix("hashlib.") in WEAK
        and "usedforsecurity=False" not in ast.unparse(call)
    ]
    assert weak == []
    modes = [where for where, name, _ in calls() if re.search(r"\b(ECB|CBC|PKCS1v15|ARC4|TripleDES)\b", name)]
    assert modes == []


def test_allowed_files_exist() -> None:
    """A module that a test names is there: an exception for one that is gone would wait for the next of its name."""
    gone = [
        f"{test.relative_to(ROOT).as_posix()}: {node.value}"
        for test in sorted((ROOT / "tests").rglob("*.py"))
        if test.relative_to(ROOT).as_posix() not in ADDING
        for node in ast.walk(ast.parse(test.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if MODULE.fullmatch(node.value) and not (ROOT / node.value).exists()
    ]
    assert gone == []


def test_files_are_short() -> None:
    """No file is longer than the limit."""
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in trees()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES_OF_FILE} == {}


def test_functions_are_short() -> None:
    """No function is longer than the limit but for those listed, and these do not grow."""
    lengths: dict[str, int] = {}
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                name = f"{path} {node.name}"
                lengths[name] = max(lengths.get(name, 0), node.end_lineno - node.lineno + 1)
    assert longer(lengths, MOST_LINES_OF_FUNCTION, LONG_FUNCTIONS) == {}


def longer(lengths: dict[str, int], most: int, listed: dict[str, int]) -> dict[str, int]:
    """What is longer than it may be (its lines), and what is listed without need (0: to be taken out of the list)."""
    grown = {name: lines for name, lines in lengths.items() if lines > max(most, listed.get(name, 0))}
    return grown | {name: 0 for name in listed if lengths.get(name, 0) <= most}


def test_what_reads_files_knows_events_alone() -> None:
    """The contract of the layers forbids every package of the analyzers but ``events``."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (contract,) = (each for each in contracts if each["id"] == "events")
    packages = {f"analyzers.{path.parent.name}" for path in (ROOT / "analyzers").glob("*/__init__.py")}
    assert {*contract["forbidden_modules"]} == packages - {"analyzers.events"} | {"checklists"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_escape(path: Path) -> None:
    """Nothing in a template is marked as safe, and no script or handler stands in one."""
    text = path.read_text("utf-8")
    if "bundle" in path.parts:  # opened from a disk, so its script is in it; the policy names the script's hash
        assert "script-src 'sha256-{{ digest }}'" in text
        text = text.replace("<script>{{ script | safe }}</script>", "")
    assert not re.search(r"\|\s*safe\b|autoescape|\bMarkup\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=|javascript:", text, re.IGNORECASE)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_text(path: Path) -> None:
    """Scripts put text into pages as text, keep nothing in the browser's storage, and speak to this service alone."""
    text = path.read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
    assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", text)
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)
