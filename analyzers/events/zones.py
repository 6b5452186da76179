"""Time zones: the clock of a shop, and of a whole history. The language of the reader does not matter."""

from collections.abc import Collection

from analyzers.events.catalogue import Catalogue

# Countries with one time zone, by the end of a site's name (IANA time zone database, ``zone1970.tab``).
COUNTRY_ZONES = {
    "at": "Europe/Vienna", "be": "Europe/Brussels", "ch": "Europe/Zurich", "de": "Europe/Berlin",
    "eg": "Africa/Cairo", "fr": "Europe/Paris", "ie": "Europe/Dublin", "in": "Asia/Kolkata", "it": "Europe/Rome",
    "jp": "Asia/Tokyo", "kr": "Asia/Seoul", "nl": "Europe/Amsterdam", "pl": "Europe/Warsaw", "sa": "Asia/Riyadh",
    "se": "Europe/Stockholm", "sg": "Asia/Singapore", "tr": "Europe/Istanbul", "tw": "Asia/Taipei",
    "uk": "Europe/London",
}  # fmt: skip


def zone_of(shop: str | None, catalogue: Catalogue) -> str | None:
    """The IANA zone of a shop; null for a shop of several zones, and where no shop is named."""
    return catalogue.zones.get(shop or "") or COUNTRY_ZONES.get((shop or "").rpartition(".")[2])


def common_zone(shops: Collection[str], providers: Collection[str], catalogue: Catalogue) -> str | None:
    """The zone that all shops and providers of a history share; null where they differ, or where a known shop has
    several zones. Events without a zone, such as sign-ins at a mail service, use it."""
    zones = {shop: zone_of(shop, catalogue) for shop in shops}
    families = {shop.family for shop in catalogue.shops}
    if any(zone is None and shop.partition(".")[0] in families for shop, zone in zones.items()):
        return None
    candidates = {*zones.values(), *(catalogue.source_zones.get(provider) for provider in providers)} - {None}
    return candidates.pop() if len(candidates) == 1 else None
