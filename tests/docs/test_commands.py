"""The commands in the documents exist, and those of blocks marked ``sh run`` work, one after the other."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest
import yaml

from app.cli import main
from app.cli.command import _parser as parser
from app.settings import Settings
from app.web.pages.start.sample import SAMPLE
from tests.cases.backup.locked import lock
from tests.docs.shown import texts
from tests.docs.test_packaging import known
from tests.service import running

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NAMES = ("install", "running", "proxy", "backup", "upgrade", "troubleshooting", "runbook", "scale")
PAGES = [*ROOT.glob("README*.md"), *(path for name in NAMES for path in sorted(DOCS.glob(f"{name}.*md")))]
SEPARATORS = {"&&", "||", ";", "|", ">", "<"}
QUOTED = {"en": re.compile("“([^”]+)”"), "ja": re.compile("「([^」]+)」")}


class Block(NamedTuple):
    """A fenced block: its page, what follows the fence, and its text without indentation."""

    page: str
    kind: str
    text: str


def blocks(kind: str) -> list[Block]:
    """Those of all pages that are of this language."""
    return [
        Block(path.name, found, re.sub(rf"^{indent}", "", text, flags=re.M))
        for path in PAGES
        for indent, found, text in re.findall(r"^( *)```(.*)\n((?s:.*?))^ *```$", path.read_text("utf-8"), re.M)
        if found.partition(" ")[0] == kind
    ]


def ours(words: list[str]) -> list[str] | None:
    """What is given to our command in a simple command: its own words, or those after what starts it."""
    while words and re.fullmatch(r"\w+=.*", words[0]):
        words = words[1:]
    if not words:
        return None
    if Path(words[0]).name == "mioboe":
        return words[1:]
    starts = words[0] in ("uvx", "pipx") or (words[:2] == ["podman", "run"] and "--entrypoint" not in words)
    if starts and "mioboe" in words[2:]:
        return words[words.index("mioboe", 2) + 1 :] or None
    return None


def simple(text: str) -> Iterator[list[str]]:
    """The simple commands of a script, as words."""
    for line in text.splitlines():
        words: list[str] = []
        for word in [*shlex.split(re.sub(r"\$\([^)]*\)", "…", line), comments=True), ";"]:
            if word not in SEPARATORS:
                words.append(word)
                continue
            yield words
            words = []


def test_shell_blocks_can_be_read_by_the_shell() -> None:
    """Also those that need root, a container engine or a server that is not here."""
    found = blocks("sh")
    assert len(found) > 40
    wrong = [one for one in found if subprocess.run(["bash", "-n", "-c", one.text], check=False).returncode]
    assert wrong == []


def test_our_commands_exist() -> None:
    """Each has options that it knows, each target of make is one of the Makefile, and each setting is read."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    count = 0
    for block in blocks("sh"):
        for words in simple(block.text):
            if (given := ours(words)) is not None and given != ["--version"]:
                parser().parse_args(given)
                count += 1
            if words[:1] == ["make"]:
                assert words[1] in targets
    assert count > 60


def test_settings_in_commands_exist() -> None:
    """Whatever looks like a setting of ours on these pages is one."""
    for path in PAGES:
        named = set(re.findall(r"\bMIOBOE_[A-Z_]*[A-Z]\b", path.read_text("utf-8")))
        assert sorted(named - known() - {"MIOBOE_DATABASE_PASSWORD", "MIOBOE_OIDC"}) == [], path.name


def test_marked_blocks_work(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's folder: the sample export, a passphrase, and an installation that was started once."""
    with running(settings):
        pass
    (here := tmp_path / "here").mkdir()
    shutil.copytree(settings.data, here / "data")
    shutil.copy(SAMPLE, here)
    (here / "passphrase.txt").write_text("four words without sense")
    monkeypatch.chdir(here)
    monkeypatch.delenv("MIOBOE_DATA", raising=False)
    monkeypatch.setattr(pyrage.passphrase, "encrypt", lock)
    lines = dict.fromkeys(line for one in blocks("sh") if one.kind == "sh run" for line in one.text.splitlines())
    assert len(lines) > 8
    for line in lines:
        words = shlex.split(line)
        if words[0] != "mioboe":
            subprocess.run(words, check=True)
            continue
        with pytest.raises(SystemExit) as ended:
            main(words[1:])
        assert not ended.value.code, line
    assert (here / "data" / "master.key").exists()


def test_settings_of_proxies() -> None:
    """nginx sends what the service believes, keeps nothing on its disk, takes what the service takes, and compresses
    nothing; the package for YunoHost has the same lines. Those of Traefik can be read."""
    nginx, several = (one.text for one in blocks("nginx"))
    lines = set(re.findall(r"^ +(\w.*;)$", nginx, re.M))
    packaged = (ROOT / "packaging/yunohost/conf/nginx.conf").read_text("utf-8").replace("__PORT__", "8000")
    assert set(re.findall(r"^ +(\w.*;)$", packaged, re.M)) <= lines
    assert int(re.findall(r"client_max_body_size (\d+)m;", nginx)[0]) * 1024**2 > Settings().upload_limit
    assert {
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "proxy_request_buffering off;",
        "proxy_max_temp_file_size 0;",
        "gzip off;",
    } <= lines
    for text in (nginx, several, *(one.text for one in blocks("caddyfile"))):
        assert text.count("{") == text.count("}")
    static, dynamic, *_ = (yaml.safe_load(one.text) for one in blocks("yaml") if one.page == "proxy.md")
    assert static["entryPoints"]["websecure"]["transport"]["respondingTimeouts"]["readTimeout"] == 0
    assert dynamic["http"]["routers"]["mioboe"]["service"] in dynamic["http"]["services"]


@pytest.mark.parametrize("lang", QUOTED)
@pytest.mark.parametrize("name", ["install", "troubleshooting", "runbook"])
def test_quoted_sentences_are_those_of_the_product(name: str, lang: str) -> None:
    """What a page has somebody look for is on the screen in these words; ``…`` is what is filled in."""
    path = DOCS / (f"{name}.md" if lang == "en" else f"{name}.{lang}.md")
    known = [re.sub(r"\{\w+\}", "…", text) for _, text in texts(lang)]
    quoted = QUOTED[lang].findall(path.read_text("utf-8"))
    assert quoted
    # A block without a language is what a command says.
    for words in (*quoted, *(line for one in blocks("") if one.page == path.name for line in one.text.splitlines())):
        parts = [re.escape(part.strip()) for part in re.split("…|http://localhost:8000", words)]
        assert any(re.search(r"[\s\S]*?".join(parts), one) for one in known), words
