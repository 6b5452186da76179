"""Thresholds of the rules about sign-ins."""

from analyzers.thresholds import ENTRA, FACT, FREEMAN, JUDGED, TRIED, WORK, number
from analyzers.thresholds.spans import DAY, ENOUGH, EPISODE, FORTNIGHT


class Unfamiliar:
    """``login.unfamiliar``: a sign-in from an unfamiliar network or device."""

    MIN_OTHER_SIGN_INS = number(ENOUGH, "other sign-ins, before a network or device can be unfamiliar", ENTRA)


class SignIns:
    """Clusters of sign-ins and how surprising they are (``analyzers/features/sign_ins.py``)."""

    CLUSTER_PAUSE = number(FORTNIGHT, "between two clusters of one network and device", JUDGED)
    MIN_OTHER_SIGN_INS = number(ENOUGH, "sign-ins outside a cluster, before it can be surprising; or instead:", ENTRA)
    MIN_OTHER_SPAN = number(FORTNIGHT, "from the first to the last sign-in outside it", ENTRA)
    MIN_DAYS_OWN = number(15, "days with sign-ins: such a network or device is probably the owner's own", JUDGED)
    USUAL_QUANTILE = number(0.9, "of the account's own networks: surprise below it is usual for the account", TRIED)
    COUNTRIES = number(250, "countries in the location data", FACT)
    NETWORKS = number(91_000, "networks in the location data", FACT)
    PREFIXES = number(12_000_000, "prefixes (/24) in use", FACT)
    COUNTRY_SHARE = number(0.1, "of the chance of a place is that of its country", FREEMAN)
    NETWORK_SHARE = number(0.3, "of the chance of a place is that of its network", FREEMAN)
    PREFIX_SHARE = number(0.6, "of the chance of a place is that of its prefix", FREEMAN)
    SYSTEM_SHARE = number(
        0.3, "of the chance of a device is that of its system, the rest that of the program on it", JUDGED
    )


class Visits:
    """Clusters that are shown together (``analyzers/features/visits.py``)."""

    VISIT_PAUSE = number(EPISODE, "between two visits", JUDGED)
    MAX_VISITS = number(20, "findings of one rule", WORK)
    MIN_DAYS_MOVED = number(5, "days with sign-ins from another country alone, after which the owner is there", TRIED)


class KnownLimits:
    """What the owner named (``analyzers/features/known.py``)."""

    TRIP_MARGIN = number(DAY, "around a trip, whose days are local while the times of events are UTC", FACT)
