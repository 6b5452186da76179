"""What is in packaging/, compose.yaml and the Containerfile is valid, names only settings and options that exist, and
gives the service no more rights than it needs."""

import configparser
import json
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from app.cli.command import _parser as parser
from app.settings import load
from app.version import BUILT_BY, SOURCES
from tests.docs.test_docs import Asked

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
COMPOSE = ("compose.yaml", "packaging/casaos/docker-compose.yml")
UNITS = ("packaging/systemd/mioboe.service", "packaging/yunohost/conf/systemd.service")


def known() -> set[str]:
    load(asked := Asked())
    return set(asked)


def ini(path: str) -> dict[str, dict[str, list[str]]]:
    """A unit of systemd: sections, and the values of each key."""

    class Several(dict[str, Any]):
        def __setitem__(self, key: str, value: Any) -> None:
            if key in self and isinstance(value, list):
                self[key].extend(value)
            else:
                super().__setitem__(key, value)

    found = configparser.RawConfigParser(dict_type=Several, strict=False, delimiters=("=",), interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string((ROOT / path).read_text("utf-8"))
    return {name: {key: value.split("\n") for key, value in found.items(name)} for name in found.sections()}


def environments(path: str) -> list[dict[str, str]]:
    """The variables that a file gives to each of its services, with the values that hold where nobody gives others."""
    text = (ROOT / path).read_text("utf-8")
    if path in COMPOSE:
        given = [one.get("environment", {}) for one in yaml.safe_load(text)["services"].values()]
        return [{name: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value) for name, value in one.items()} for one in given]
    return [dict(re.findall(r"^(?:Environment=|\s+)(MIOBOE_\w+)=(\S*)", text, re.M))]


FILES = [*COMPOSE, *UNITS, "packaging/quadlet/mioboe.container", "Containerfile"]


@pytest.mark.parametrize("path", FILES)
def test_settings_exist_and_can_be_meant(path: str) -> None:
    """Every variable is one that the service reads, and together they are settings with which it starts."""
    for given in environments(path):
        ours = {name: value for name, value in given.items() if name.startswith("MIOBOE_")}
        assert ours or {"POSTGRES_USER", "ROOT_ACCESS_KEY"} & given.keys()
        assert sorted(ours.keys() - known()) == []
        load({name: value for name, value in ours.items() if "__" not in value})


def commands() -> Iterator[list[str]]:
    """The commands that start the service or ask after it."""
    text = (ROOT / "Containerfile").read_text("utf-8")
    entry, command, health = (
        yaml.safe_load(re.findall(rf"^{begin} (\[.*\])$", text, re.M)[0])
        for begin in ("ENTRYPOINT", "CMD", "HEALTHCHECK .* CMD")
    )
    yield [*entry, *command]
    yield health
    yield shlex.split(ini("packaging/quadlet/mioboe.container")["Container"]["HealthCmd"][0])
    for path in UNITS:
        yield shlex.split(ini(path)["Service"]["ExecStart"][0])
    for _, service in services():
        if "command" in service:
            yield [*entry, *service["command"]]


def test_commands_exist() -> None:
    """What they start is a command of ours with options that it has."""
    assert any("worker" in words for words in commands())
    for words in commands():
        assert Path(words[0]).name == "mioboe"
        parser().parse_args([re.sub("__PORT__", "8000", word) for word in words[1:]])


def services() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in COMPOSE:
        for name, service in yaml.safe_load((ROOT / path).read_text("utf-8"))["services"].items():
            if str(service["image"]).startswith("mioboe"):
                yield f"{path} {name}", service


@pytest.mark.parametrize(("name", "service"), list(services()))
def test_containers_have_few_rights(name: str, service: dict[str, Any]) -> None:
    """Another user than root, nothing to write but the volume and a small folder in memory, no right of the kernel."""
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert all("noexec" in one for one in service["tmpfs"])
    assert not {"privileged", "cap_add", "network_mode", "pid"} & service.keys()
    assert "docker.sock" not in str(service)


def test_many_people() -> None:
    """The profile for many has two of each process, on one database and one store, whose passwords nobody has set."""
    text = (ROOT / "compose.yaml").read_text("utf-8")
    found = {name: one for name, one in yaml.safe_load(text)["services"].items() if one.get("profiles") == ["scale"]}
    assert sorted(found) == ["database", "store", "web", "worker"]
    for name in ("web", "worker"):
        assert found[name]["deploy"]["replicas"] == 2
        assert "database" in found[name]["depends_on"]
        given = found[name]["environment"]
        assert urlsplit(given["MIOBOE_DATABASE"].replace("${", "").replace("}", "")).hostname == "database"
        assert re.findall(r":-http://(\w+):(\d+)", given["MIOBOE_VAULT_ENDPOINT"]) == [("store", "7070")]
        assert given["AWS_SECRET_ACCESS_KEY"] == found["store"]["environment"]["ROOT_SECRET_KEY"]
        bucket = re.findall(r":-s3://(\w+)/", given["MIOBOE_VAULT"])[0]
        assert found["store"]["volumes"] == [f"store:{found['store']['command'][-1]}/{bucket}"]
    assert found["web"]["depends_on"].keys() == {"database", "store"}
    assert found["worker"]["depends_on"]["web"] == {"condition": "service_healthy"}
    assert found["web"]["healthcheck"]["test"] == ["CMD", "mioboe", "doctor", "--health"]
    assert found["worker"]["healthcheck"] == {"disable": True}
    assert set(re.findall(r"\$\{\w*PASSWORD(.*?)\}", text)) == {":-"}
    assert not any("ports" in found[name] for name in ("database", "store"))


def test_the_image_has_no_root_and_no_secret() -> None:
    """The last stage ends as a user of its own with a volume, says whether it is well, and holds no key."""
    last = (ROOT / "Containerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert re.search(r'^VOLUME \["/data"\]$', last, re.M)
    assert "HEALTHCHECK" in last
    assert not re.search(r"MIOBOE_KEY\b|TOKEN|SECRET|PASSWORD", last)
    assert (ROOT / ".containerignore").read_bytes() == (ROOT / ".dockerignore").read_bytes()
    ignored = set((ROOT / ".containerignore").read_text("utf-8").split())
    assert {"data", ".venv*"} <= ignored
    # Git names the version, and sees no change where only what is no part of the program is missing.
    assert not ignored.intersection({".git", *SOURCES, *BUILT_BY})


def test_units_of_systemd() -> None:
    """The unit locks the service in, and waits longer than it takes to stop."""
    service = ini(UNITS[0])["Service"]
    for name, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "DynamicUser": "yes",
        "UMask": "0077",
    }.items():
        assert service[name] == [value]
    assert service["CapabilityBoundingSet"] == [""]
    assert int(service["TimeoutStopSec"][0]) > 10
    assert "%d/master.key" in environments(UNITS[0])[0]["MIOBOE_KEY_FILE"]
    assert "master.key:" in service["LoadCredential"][0]
    assert "MemoryDenyWriteExecute" not in service  # Polars could not be imported
    assert service["SystemCallFilter"][0] == "@system-service"
    assert {"landlock_create_ruleset", "seccomp"} < set(service["SystemCallFilter"][-1].split())


def test_quadlet() -> None:
    """The same rights as in compose.yaml, its volume is the one beside it, and only this computer reaches the port."""
    found = ini("packaging/quadlet/mioboe.container")["Container"]
    assert (found["ReadOnly"], found["DropCapability"], found["NoNewPrivileges"]) == (["true"], ["ALL"], ["true"])
    assert (PACKAGING / "quadlet" / found["Volume"][0].partition(":")[0]).is_file()
    assert found["PublishPort"][0].startswith("127.0.0.1:")


def test_manifest_of_yunohost() -> None:
    """The manifest can be read, and its version is a day, as ours are."""
    manifest = tomllib.loads((PACKAGING / "yunohost" / "manifest.toml").read_text("utf-8"))
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert re.fullmatch(r"20\d\d\.\d+\.\d+~ynh\d+", manifest["version"])
    assert manifest["upstream"]["license"] == ours["license"]
    assert manifest["packaging_format"] == 2
    scripts = PACKAGING / "yunohost" / "scripts"
    assert {one.name for one in scripts.iterdir()} == {"install", "remove", "upgrade", "backup", "restore"}


def pins(name: str) -> dict[str, str]:
    """What a lock pins: versions by library."""
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ;]+)", (ROOT / name).read_text("utf-8"), re.M))


def test_locks_of_npm_name_no_registry() -> None:
    """A package comes from the registry that npm is set up with, in the bytes whose hash is locked."""
    locks = [path for path in PACKAGING.rglob("package-lock.json") if "node_modules" not in path.parts]
    assert locks
    for path in locks:
        lock = json.loads(path.read_text("utf-8"))
        packages = {name: package for name, package in lock["packages"].items() if name}
        assert len(packages) > 10
        assert not [name for name, package in packages.items() if "resolved" in package]
        assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []


def test_running_needs_no_more_than_the_product() -> None:
    """`make run` installs the runtime part, what reads pictures, and setuptools, in versions that are tested, and
    nothing that tests need; of the library that carries the models, nothing that its own code needs."""
    running, product = pins("requirements-run.lock"), pins("requirements.lock")
    pictures = {"flatbuffers", "onnxruntime", "packaging", "protobuf", "rapidocr"}
    assert running.keys() - product.keys() == {"setuptools"} | pictures
    assert {name: running[name] for name in pictures}.items() <= pins("requirements-dev.lock").items()
    assert product.items() <= running.items()
    assert running["setuptools"] == pins("requirements-dev.lock")["setuptools"]
    # Within `make test` it would also print which folder it enters and leaves.
    command = ["make", "--no-print-directory", "-n", "-B", "run"]
    made = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    lines = made.splitlines()
    assert lines[-1].strip() == ".venv-run/bin/mioboe serve"
    assert not re.search(r"\.venv/|requirements-dev", made)
    installs = [line for line in lines if "pip install" in line]
    assert len(installs) == 2
    assert {"--require-hashes", "--no-deps"} <= set(installs[0].split())
    assert {"--no-deps", "--no-build-isolation"} <= set(installs[1].split())
