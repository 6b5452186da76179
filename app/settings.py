"""The settings of an operator: environment variables that begin with ``MIOBOE_``."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from app.cannot_start import CannotStart
from app.logs import KINDS

GIB = 1024**3
MOST_DAYS = 36_500  # a hundred years, which every calendar has before and after today
MOST_RUNS = 64
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\]")
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9._-]+)*/?")
OIDC_SETTINGS = (
    "ISSUER",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CLIENT_SECRET_FILE",
    "GROUP",
    "ROLE_GROUPS",
    "SCOPES",
)


@dataclass(frozen=True, slots=True)
class Provider:
    """An organisation's sign-in service (OpenID Connect). ``group`` is the group whose members may sign in, ``*`` for
    everybody there; ``role_groups`` are pairs of a role and the group that has it."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    group: str
    role_groups: tuple[tuple[str, str], ...] = ()
    scopes: str = "openid profile"

    @property
    def host(self) -> str:
        """The host name under which people know the provider."""
        return _parts(self.issuer).hostname or ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. Sizes are in bytes, periods in days.

    ``database`` is an SQLAlchemy URL; empty means the SQLite file in ``data``. ``hosts`` are the names this service
    answers to (empty: any well-formed name). ``proxies`` are the addresses whose ``X-Forwarded-*`` headers are
    believed; nobody's by default, because the limits per address would otherwise be easy to get round. One of
    ``key_file``, ``key`` and ``key_command`` says where the master keys are; none of them: ``master.key`` in ``data``.
    ``timestamp_url`` is the address of a time-stamping service (RFC 3161), ``telemetry_url`` that of a collector of
    traces (OTLP over HTTP); none by default. ``vault`` is a place in an S3 service (``s3://bucket/prefix``); empty
    means the folder ``vault`` in ``data``. ``vault_endpoint`` is the address of that service; empty means Amazon's.
    ``tombstones`` is where the ids of what was erased are written down; None: ``tombstones.txt`` in ``data``.
    """

    data: Path = field(default_factory=lambda: Path("data"))
    database: str = ""
    upload_limit: int = GIB
    case_limit: int = 4 * GIB  # all uploads of one case together
    files_limit: int = 200  # uploads of one case
    runs: int = 2  # examinations at the same time in this process; 0: `mioboe worker` carries them out (PostgreSQL)
    total_limit: int = 64 * GIB  # all files of all cases together
    limit_factor: int = 1  # how many times the usual limits per browser, address and installation hold
    form_limit: int = 64 * 1024
    paste_limit: int = 4 * 1024 * 1024
    keep_uploads: int = 30
    keep_cases: int = 180
    hosts: tuple[str, ...] = ()
    proxies: str = ""
    key_file: Path | None = None
    key: str = field(default="", repr=False)
    key_command: str = ""
    provider: Provider | None = None
    timestamp_url: str = ""
    vault: str = ""
    vault_endpoint: str = ""
    tombstones: Path | None = None
    layouts: Path | None = None  # a folder with layouts of statements that the operator adds
    log: str = "text"
    metrics_token: str = field(default="", repr=False)
    telemetry_url: str = ""

    @property
    def tombstone_list(self) -> Path:
        return self.tombstones or self.data / "tombstones.txt"

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.data / 'mioboe.sqlite'}"

    @property
    def is_shared(self) -> bool:
        """Whether any number of processes may work on the database: on PostgreSQL."""
        return self.database.startswith("postgresql")

    @property
    def bundle_limit(self) -> int:
        """The size of the largest bundle that is checked: all files of a case, and their summary."""
        return self.case_limit + GIB

    @property
    def blobs(self) -> Path:
        return self.data / "vault"


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of the environment. ``CannotStart`` where a value cannot be right."""
    variables = os.environ if environment is None else environment
    plain = Settings()
    return Settings(
        data=Path(variables.get("MIOBOE_DATA") or "data"),
        database=_driver(variables.get("MIOBOE_DATABASE", "").strip()),
        upload_limit=_number(variables, "MIOBOE_UPLOAD_LIMIT", plain.upload_limit),
        case_limit=_number(variables, "MIOBOE_CASE_LIMIT", plain.case_limit),
        runs=_within(variables, "MIOBOE_RUNS", plain.runs, 0, MOST_RUNS),
        total_limit=_number(variables, "MIOBOE_TOTAL_LIMIT", plain.total_limit),
        limit_factor=_number(variables, "MIOBOE_LIMIT_FACTOR", plain.limit_factor),
        keep_uploads=_within(variables, "MIOBOE_KEEP_UPLOADS", plain.keep_uploads, 1, MOST_DAYS),
        keep_cases=_within(variables, "MIOBOE_KEEP_CASES", plain.keep_cases, 1, MOST_DAYS),
        hosts=tuple(_host(name) for name in _listed(variables.get("MIOBOE_HOSTS", ""))),
        proxies=",".join(_proxy(proxy) for proxy in _listed(variables.get("MIOBOE_PROXIES", ""))),
        key_file=Path(file) if (file := variables.get("MIOBOE_KEY_FILE", "").strip()) else None,
        key=variables.get("MIOBOE_KEY", "").strip(),
        key_command=variables.get("MIOBOE_KEY_COMMAND", "").strip(),
        provider=_provider(variables),
        timestamp_url=_asked(variables, "MIOBOE_TIMESTAMP_URL", "rfc3161_client", "timestamp"),
        vault=_bucket(variables.get("MIOBOE_VAULT", "").strip()),
        vault_endpoint=_endpoint(variables),
        tombstones=Path(file) if (file := variables.get("MIOBOE_TOMBSTONES", "").strip()) else None,
        layouts=Path(folder) if (folder := variables.get("MIOBOE_LAYOUTS", "").strip()) else None,
        log=_kind_of_log(variables.get("MIOBOE_LOG", "").strip()),
        metrics_token=variables.get("MIOBOE_METRICS_TOKEN", "").strip(),
        telemetry_url=_asked(variables, "MIOBOE_TELEMETRY_URL", "opentelemetry.sdk", "telemetry"),
    )


def _number(variables: Mapping[str, str], name: str, otherwise: int) -> int:
    text = variables.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 2**62):
        raise CannotStart("number", name=name, value=text)
    return int(text) if text else otherwise


def _within(variables: Mapping[str, str], name: str, otherwise: int, least: int, most: int) -> int:
    text = variables.get(name, "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
        raise CannotStart("range", name=name, value=text, least=str(least), most=str(most))
    return int(text) if text else otherwise


def _kind_of_log(name: str) -> str:
    if name and name not in KINDS:
        raise CannotStart("log", value=name)
    return name or KINDS[0]


def _parts(address: str) -> SplitResult:
    """The parts of an address; all empty where the text is no address."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _asked(variables: Mapping[str, str], name: str, module: str, extra: str) -> str:
    """The address of a service that Mioboe calls. ``CannotStart`` where it is no address, or where the extra for this
    service is not installed."""
    url = variables.get(name, "").strip()
    if url and (_parts(url).scheme not in ("http", "https") or not _parts(url).netloc):
        raise CannotStart("address", name=name, value=url)
    if url and not _is_installed(module):
        raise CannotStart("extra", name=name, extra=extra)
    return url


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # what it is a part of
        return False


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _host(name: str) -> str:
    """A host name as browsers send it. ``CannotStart`` for a name that no request can have, such as one with a port."""
    if not HOST.fullmatch(name):
        raise CannotStart("hosts", value=name)
    return name.lower()


def _proxy(address: str) -> str:
    """An address, or a network. ``CannotStart`` for anything else, such as a name, which no request could match."""
    try:
        return str(ipaddress.ip_network(address, strict=False) if "/" in address else ipaddress.ip_address(address))
    except ValueError as error:
        raise CannotStart("proxies", value=address) from error


def _driver(url: str) -> str:
    """A PostgreSQL address in any usual form, with the driver that this project tests."""
    for usual in ("postgres://", "postgresql://"):
        if url.startswith(usual):
            return "postgresql+psycopg://" + url.removeprefix(usual)
    return url


def _bucket(place: str) -> str:
    """``s3://bucket/prefix``. ``CannotStart`` for anything else, such as a folder, which belongs into MIOBOE_DATA."""
    if place and not BUCKET.fullmatch(place):
        raise CannotStart("vault", value=place)
    return place.rstrip("/")


def _endpoint(variables: Mapping[str, str]) -> str:
    """The address of the S3 service, also from the variables that other programs use for it. What is stored there is
    encrypted before it leaves, so http is not refused."""
    for name in ("MIOBOE_VAULT_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"):
        if address := variables.get(name, "").strip():
            parts = _parts(address)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
                raise CannotStart("vault_endpoint", name=name, value=address)
            return address.rstrip("/")
    return ""


def is_safe_address(url: str) -> bool:
    """Whether nobody can read what is sent to this address on the way: https, or http on this computer."""
    parts = _parts(url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    shape = url.isascii() and url.isprintable() and not set(url) & set(" \"'<>\\;,")
    return shape and bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and local))


def _provider(variables: Mapping[str, str]) -> Provider | None:
    """The sign-in service of the environment, or None. ``CannotStart`` where a part of it is missing."""
    values = {name: variables.get(f"MIOBOE_OIDC_{name}", "").strip() for name in OIDC_SETTINGS}
    if path := values["CLIENT_SECRET_FILE"]:
        try:
            values["CLIENT_SECRET"] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CannotStart("file", name="MIOBOE_OIDC_CLIENT_SECRET_FILE", path=path, reason=reason) from error
    if not any(values.values()):
        return None
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "GROUP"):
        if not values[name]:
            raise CannotStart("provider", name=f"MIOBOE_OIDC_{name}")
    if not is_safe_address(values["ISSUER"]):
        raise CannotStart("issuer", value=values["ISSUER"])
    if find_spec("authlib") is None:
        raise CannotStart("oidc")
    return Provider(
        values["ISSUER"],
        values["CLIENT_ID"],
        values["CLIENT_SECRET"],
        values["GROUP"],
        _role_groups(values["ROLE_GROUPS"]),
        values["SCOPES"] or "openid profile",
    )


def _role_groups(text: str) -> tuple[tuple[str, str], ...]:
    """``helper=GROUP, operator=GROUP`` as pairs."""
    pairs = tuple((role.strip(), group.strip()) for role, _, group in (pair.partition("=") for pair in text.split(",")))
    if text and not all(role in ("helper", "operator") and group for role, group in pairs):
        raise CannotStart("role_groups", value=text)
    return pairs if text else ()
