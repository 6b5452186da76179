"""Internet addresses and devices of the simulated people: ranges of real operators, whose country is certain.

The countries are those of our own place data (a test compares them). Nobody in the simulation owns an address in them.
"""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from random import Random
from typing import Literal

Use = Literal["home", "mobile", "hosting", "relay"]


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator's range in one country. A mobile subscriber gets a new address with every connection."""

    name: str
    country: str
    use: Use
    ranges: tuple[str, ...]

    def address(self, rng: Random) -> str:
        """Any address of the range."""
        network = ip_network(rng.choice(self.ranges))
        if isinstance(network, IPv6Network):
            return str(IPv6Address(int(network[0]) + rng.getrandbits(128 - network.prefixlen)))
        return str(network[rng.randrange(1, network.num_addresses - 1)])

    def near(self, address: str, rng: Random) -> str:
        """Another address of the same subscriber: equal in IPv4, another interface number in IPv6."""
        if ":" not in address:
            return address
        return str(IPv6Address((int(IPv6Address(address)) >> 64 << 64) | rng.getrandbits(64)))


def _operators(country: str, use: Use, *rows: tuple[str, str]) -> tuple[Operator, ...]:
    return tuple(Operator(name, country, use, tuple(ranges.split())) for name, ranges in rows)


OPERATORS: tuple[Operator, ...] = (
    *_operators(
        "JP",
        "home",
        ("OCN", "153.160.0.0/12 153.192.0.0/12 180.0.0.0/12"),
        ("OCN IPv6", "2400:4050::/30 2400:4150::/30"),
        ("KDDI", "106.72.0.0/15 14.8.0.0/13"),
        ("SoftBank", "126.40.0.0/13 126.112.0.0/13 60.112.0.0/13"),
        ("SoftBank IPv6", "2400:2410::/30"),
        ("J:COM", "116.64.0.0/16"),
        ("BIGLOBE", "133.200.0.0/15"),
        ("eo", "121.80.0.0/14"),
        ("IIJ", "202.232.0.0/16"),
        ("v6plus", "240b:10::/30 2409:10::/30"),
    ),
    *_operators(
        "JP",
        "mobile",
        ("docomo", "49.96.0.0/14 1.72.0.0/14"),
        ("au", "106.128.0.0/12 2001:268::/32"),
        ("SoftBank mobile", "126.204.0.0/15"),
        ("Rakuten Mobile", "133.106.0.0/16"),
    ),
    *_operators(
        "US",
        "home",
        ("Comcast", "73.0.0.0/10 2601::/24"),
        ("Verizon Fios", "71.112.0.0/13"),
        ("AT&T", "99.64.0.0/13 2600:1700::/28"),
        ("Spectrum", "72.176.0.0/13"),
    ),
    *_operators("US", "mobile", ("Verizon Wireless", "174.192.0.0/11"), ("AT&T Mobility", "107.128.0.0/14")),
    *_operators(
        "GB",
        "home",
        ("BT", "86.128.0.0/11 2a00:23c4::/30"),
        ("Virgin Media", "82.8.0.0/14"),
        ("Sky", "90.192.0.0/12 2a02:c7c::/32"),
    ),
    *_operators("GB", "mobile", ("EE", "31.64.0.0/16 31.68.0.0/15 109.144.0.0/13"), ("O2", "82.132.128.0/17")),
    *_operators("DE", "home", ("Telekom", "79.192.0.0/11 2003:c0::/28"), ("Vodafone", "88.64.0.0/13 178.200.0.0/14")),
    *_operators("DE", "mobile", ("Telekom mobile", "80.128.0.0/12"), ("O2 Germany", "176.0.0.0/14")),
    *_operators("TW", "home", ("HiNet", "114.32.0.0/13 118.160.0.0/13"), ("HiNet IPv6", "2001:b400::/32")),
    *_operators("KR", "mobile", ("KT", "175.192.0.0/12 211.192.0.0/13")),
    *_operators("TH", "mobile", ("AIS", "49.228.0.0/15"), ("TOT", "125.24.0.0/15"), ("True", "171.100.0.0/16")),
    *_operators("FR", "home", ("Orange", "90.0.0.0/13")),
    *_operators("SG", "mobile", ("StarHub", "116.86.0.0/16"), ("Singtel", "118.200.0.0/16")),
    *_operators("HK", "home", ("HKT", "112.118.0.0/16 119.236.0.0/15"), ("Netvigator", "203.218.0.0/16")),
    *_operators("IT", "home", ("Wind", "151.32.0.0/13"), ("TIM", "79.0.0.0/13")),
    *_operators("ES", "home", ("Telefonica", "80.24.0.0/14")),
    *_operators("AU", "mobile", ("Telstra", "1.128.0.0/12"), ("Optus", "110.20.0.0/14")),
    *_operators("NG", "mobile", ("MTN", "105.112.0.0/13"), ("Airtel", "197.210.0.0/16 41.58.0.0/16")),
    *_operators("RU", "home", ("Corbina", "95.24.0.0/14"), ("Rostelecom", "5.136.0.0/14")),
    *_operators("CN", "home", ("China Telecom", "113.64.0.0/12"), ("China Mobile", "120.192.0.0/12")),
    *_operators("RO", "home", ("RCS & RDS", "86.120.0.0/14")),
    *_operators("BR", "home", ("Vivo", "177.32.0.0/14 177.40.0.0/14")),
    *_operators("IN", "home", ("BSNL", "117.192.0.0/11")),
    *_operators("VN", "home", ("VNPT", "14.160.0.0/13")),
    *_operators("PH", "home", ("PLDT", "112.200.0.0/14")),
    *_operators("MA", "mobile", ("Maroc Telecom", "105.66.0.0/16 196.64.0.0/14")),
    *_operators(
        "JP",
        "hosting",
        ("Vultr Tokyo", "45.32.16.0/20 149.28.16.0/20 207.148.96.0/20"),
        ("Linode Tokyo", "139.162.64.0/18"),
        ("Sakura", "133.242.0.0/17 160.16.0.0/16 153.120.0.0/15"),
        ("AWS Tokyo", "18.176.0.0/14"),
        ("VPN exit Tokyo", "89.187.160.0/23 138.199.21.0/24 138.199.22.0/24 146.70.138.0/24 37.19.205.0/24"),
    ),
    *_operators("US", "hosting", ("DigitalOcean", "134.209.0.0/20"), ("Namecheap", "198.54.128.0/23")),
    *_operators("GB", "hosting", ("DigitalOcean", "134.209.16.0/20")),
    *_operators("DE", "hosting", ("Hetzner", "116.202.0.0/16 5.9.0.0/16"), ("Tor exit", "185.220.101.0/24")),
    *_operators("RO", "hosting", ("M247", "146.70.0.0/23")),
    *_operators("SG", "hosting", ("VPN exit Singapore", "89.187.162.0/23")),
    *_operators(
        "JP",
        "relay",
        (
            "iCloud Private Relay",
            "172.224.23.0/24 172.224.24.0/24 172.224.43.0/24 172.224.76.0/24 172.224.80.0/24 104.28.24.0/24 "
            "104.28.44.0/24 146.75.201.0/24",
        ),
    ),
    *_operators(
        "US", "relay", ("iCloud Private Relay", "172.224.0.0/24 172.224.2.0/24 104.28.14.0/24 146.75.129.0/24")
    ),
    *_operators("GB", "relay", ("iCloud Private Relay", "172.224.60.0/24 104.28.161.0/24 146.75.151.0/24")),
    *_operators("DE", "relay", ("iCloud Private Relay", "172.224.46.0/24 104.28.25.0/24 104.28.188.0/24")),
)

# Where takeovers come from when they do not come from the victim's own country.
ABROAD = ("NG", "RU", "CN", "RO", "BR", "IN", "VN", "PH", "MA")
TRIPS = {
    "JP": ("TW", "KR", "TH", "SG", "HK", "US", "FR", "AU"),
    "US": ("GB", "FR", "IT", "JP", "DE"),
    "GB": ("ES", "FR", "IT", "DE", "US"),
    "DE": ("ES", "IT", "FR", "GB"),
}
CITIES = {
    "JP": (("13", "Shibuya"), ("14", "Yokohama"), ("27", "Osaka"), ("23", "Nagoya"), ("01", "Sapporo")),
    "US": (("WA", "Seattle"), ("CA", "San Jose"), ("NY", "New York"), ("TX", "Austin")),
    "GB": (("ENG", "London"), ("ENG", "Leeds"), ("SCT", "Edinburgh")),
    "DE": (("BE", "Berlin"), ("BY", "Munich"), ("HH", "Hamburg")),
}


def operators(country: str, *uses: Use) -> list[Operator]:
    """The operators of a country with one of these uses, in a fixed order."""
    return [one for one in OPERATORS if one.country == country and one.use in uses]


def parsed(operator: Operator) -> list[IPv4Network | IPv6Network]:
    """The operator's ranges."""
    return [ip_network(text) for text in operator.ranges]


@dataclass(slots=True)
class Device:
    """What a person signs in with, in Google's own syntax of user agents; it updates itself over time."""

    os: str
    os_version: float
    kind: str  # MOBILE | PC | TABLET
    apps: tuple[str, ...]
    version: int

    def agent(self, rng: Random, months: float) -> str:
        """The user agent of one access, ``months`` after the device was new."""
        app = rng.choice(self.apps)
        release = self.version + int(months * 1.1)
        number = f"6.0.{release + 2400}" if app.endswith("_APP") else f"{release}.0"
        os_version = self.os_version + int(months // 5) * 0.1
        return (
            f"App : {app}. App Version : {number}. Os : {self.os}. Os Version : {os_version:.1f}. "
            f"Device Type : {self.kind}."
        )


def phone(rng: Random) -> Device:
    """A telephone of either kind."""
    if rng.random() < 0.6:
        return Device(
            "IOS_OS", rng.choice((16.4, 17.1, 17.5, 18.0)), "MOBILE", ("GMAIL_APP", "YOUTUBE_APP", "SAFARI"), 115
        )
    return Device("ANDROID_OS", rng.choice((12.0, 13.0, 14.0)), "MOBILE", ("GMAIL_APP", "YOUTUBE_APP", "CHROME"), 115)


def computer(rng: Random) -> Device:
    """A computer."""
    os, version = rng.choice((("WINDOWS", 10.0), ("WINDOWS", 11.0), ("WINDOWS", 11.0), ("MACINTOSH", 14.1)))
    return Device(os, version, "PC", (rng.choice(("CHROME", "CHROME", "EDGE", "FIREFOX")),), 112)


def foreign_device(rng: Random) -> Device:
    """What somebody else signs in with: sometimes as common as the owner's, sometimes not."""
    if rng.random() < 0.5:
        return computer(rng)
    os = rng.choice(("LINUX", "WINDOWS", "ANDROID_OS"))
    return Device(
        os, rng.choice((7.0, 8.1, 10.0)), "PC", (rng.choice(("CHROME", "FIREFOX", "OPERA")),), rng.randint(70, 100)
    )
