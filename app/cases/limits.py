"""How often things may be done: per browser, case and network, and in the whole installation. All counters are rows
(``AttemptRow``), so they hold for any number of processes, and only keyed hashes of addresses are stored, for a day.
``app.cases.room`` limits how much may be stored, ``app.cases.operation.turns`` decides the order of runs."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, text
from sqlmodel import Session

from app.errors import Mistake
from app.i18n import N_, nN_
from app.storage.columns import UtcDateTime
from app.storage.database import LOCKED, writing
from app.storage.service import Service
from app.storage.tables import AttemptRow, now


class TooOften(Mistake):
    """Something was done too often and has to pause."""

    status = 429
    title = N_("Please wait a little")
    message = nN_(
        "This was done very often in a short time. Please try again in about {minutes} minute. "
        "What is already in a case stays there.",
        "This was done very often in a short time. Please try again in about {minutes} minutes. "
        "What is already in a case stays there.",
    )


# How many bits of an IPv6 address are a sender's own. A provider gives a connection 56 (RIPE-690), so these count like
# an IPv4 address. A mobile carrier gives each phone 64: half of the number for 56 leaves the other half to its 255
# neighbours. Who has 48 (companies, tunnels) has 256 networks, so 48 count together, with ten times the number: a block
# of a carrier holds thousands of people.
SUBNET, NETWORK, BLOCK = 64, 56, 48
NETWORKS_OF_A_BLOCK = 10  # that may each reach the limit of a network
SUBNETS_OF_A_NETWORK = 2


class Source(NamedTuple):
    """Where a request comes from: keyed hashes of its network and of its browser. Empty where no request caused the
    work. ``subnet`` and ``block`` are a part of an IPv6 network, and what it is a part of; empty for IPv4."""

    network: str = ""
    browser: str = ""
    subnet: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done within ``minutes``, for each kind of counter; None: no limit there."""

    minutes: int
    browser: int | None = None
    case: int | None = None
    network: int | None = None
    installation: int | None = None


# Many people share an address (a household, a school, a consumer centre), so only floods come near the numbers for
# networks; one browser that opens case after case is stopped much earlier. What has no number for the installation
# waits in a queue in which networks take turns (``app.web.slow``). Operators raise all with a setting.
RATES = {
    "open": Rate(10, browser=20, case=None, network=300, installation=3000),  # cases, the sample's too
    "upload": Rate(10, browser=None, case=120, network=600, installation=6000),  # submissions
    "download": Rate(10, browser=None, case=120, network=1200, installation=6000),  # forms of the summary, exhibits
    "letter": Rate(10, browser=None, case=300, network=3000, installation=12000),  # on a page
    "pdf": Rate(10, browser=None, case=60, network=300, installation=1200),  # each takes a second of the processor
    "picture": Rate(10, browser=None, case=120, network=600, installation=2400),  # encoded anew, once each
    "export": Rate(10, browser=None, case=10, network=60, installation=300),  # everything, bundles; with a PDF
    "report": Rate(10, browser=20, case=None, network=60, installation=600),  # of a broken policy, a line in the log
    "sign_up": Rate(60, browser=5, case=None, network=20, installation=500),  # names that were looked up, too
    "password": Rate(10, browser=20, network=120),  # new passwords that are judged
    "sign_in": Rate(1, network=20),
    "known_sign_in": Rate(1, browser=20),  # where the account was open before: its browsers, whatever their network
    "provider": Rate(1, browser=20, network=300),  # sign-ins that begin at an organisation's service
    "resume": Rate(1, browser=20),  # codes are too long to be guessed, so that strangers close it for nobody
    "code": Rate(10, case=20),  # new resume codes, of which a hash is kept
    "verify": Rate(10, browser=20, network=60),
    "helper_name": Rate(60, case=20),
    "invitation": Rate(60, installation=100),  # invitations that operators make
    "join": Rate(10, browser=20, network=60),  # codes of invitations that are tried
    "take_over": Rate(1, browser=20),  # codes of cases that are handed over, as ``resume``
    "phone": Rate(10, case=20, network=120),  # codes for phones
    "phone_code": Rate(10, browser=20, network=300),  # codes that phones try
}
CREATE = text(
    "INSERT INTO attempts (subject, failures, until) VALUES (:subject, 0, :until) ON CONFLICT (subject) DO NOTHING"
).bindparams(bindparam("until", type_=UtcDateTime()))


def network_of(address: str, bits: int = NETWORK) -> str:
    """The network that counts as one sender: an IPv4 address, or the first ``bits`` of an IPv6 address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, bits), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def source(service: Service, address: str, browser: str) -> Source:
    """The source of a request from this network address and browser (the random text that its cookie holds)."""
    subnet, network, block = (network_of(address, bits) for bits in (SUBNET, NETWORK, BLOCK))
    return Source(
        service.keyed_hash("network", network),
        service.keyed_hash("browser", browser) if browser else "",
        service.keyed_hash("network", subnet) if subnet != network else "",
        service.keyed_hash("network", block) if block != network else "",
    )


def count(service: Service, action: str, asker: Source, case_id: str = "") -> None:
    """Counts one ``action`` of ``RATES`` before it is done, in a separate transaction. ``TooOften`` beyond a limit."""
    with writing(service.engine) as session:
        count_in(session, service, action, asker, case_id)


def count_in(session: Session, service: Service, action: str, asker: Source, case_id: str = "") -> None:
    """Counts one ``action`` in a transaction that also does other work; where it raises ``TooOften``, nothing was
    counted."""
    rate = RATES[action]
    limits = {
        "case": (case_id, rate.case, 1.0),
        "browser": (asker.browser, rate.browser, 1.0),
        "subnet": (asker.subnet, rate.network, 1 / SUBNETS_OF_A_NETWORK),
        "network": (asker.network, rate.network, 1.0),
        "block": (asker.block, rate.network, NETWORKS_OF_A_BLOCK),
        "installation": ("all", rate.installation, 1.0),
    }
    factor = service.settings.limit_factor
    subjects = sorted(
        (service.keyed_hash("limit", action, kind, name), limit * factor * share)
        for kind, (name, limit, share) in limits.items()
        if name and limit is not None
    )
    moment = now()  # in one order, so that two at once cannot wait for each other
    rows = [(counter(session, subject, moment, rate.minutes), limit) for subject, limit in subjects]
    waits = [row.until for row, limit in rows if row.failures >= limit]
    if waits:
        raise TooOften(minutes=minutes(max(waits), moment))
    for row, _ in rows:
        row.failures += 1


def counter(session: Session, subject: str, moment: datetime, window: float) -> AttemptRow:
    """The counter of a subject, locked for this transaction. It starts again after ``window`` minutes, and where its
    end is further away than that: then the clock was set back."""
    end = moment + timedelta(minutes=window)
    row = locked(session, subject, end)
    if not moment < row.until <= end:
        row.failures, row.until = 0, end
    return row


def locked(session: Session, subject: str, until: datetime) -> AttemptRow:
    """The row of a subject, locked for this transaction; created with ``until`` where it does not exist."""
    session.execute(CREATE, {"subject": subject, "until": until})
    return session.get_one(AttemptRow, subject, with_for_update=LOCKED, populate_existing=True)


def minutes(until: datetime, moment: datetime) -> int:
    """Whole minutes from ``moment`` to ``until``, at least one."""
    return max(1, -int((moment - until).total_seconds() // 60))
