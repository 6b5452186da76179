"""What people pay for besides the shop that is simulated, as data: sums, rhythm, what happens now and then."""

from dataclasses import dataclass, field
from typing import NamedTuple

from evaluation.simulate.payees import Kind


class Usual(NamedTuple):
    """A kind of ordinary payment: how many a month, the usual sum in yen and how far sums spread (log), how many payees
    are usual, which share of the payments goes to somebody new, at what hours, and how much more is paid outside Japan,
    where one pays by card for a week's groceries or a tank rather than for a rice ball or a train."""

    monthly: float
    yen: int
    spread: float
    known: int
    new: float
    hours: tuple[float, float]
    outside: float = 1.0


USUAL: dict[Kind, Usual] = {
    "daily": Usual(16, 1_100, 0.75, 7, 0.035, (8, 22), 3.0),
    "eat": Usual(7, 1_500, 0.65, 6, 0.16, (11.5, 21.5), 1.8),
    "ride": Usual(7, 900, 0.7, 3, 0.04, (7, 23), 2.2),
    "online": Usual(2.5, 4_500, 0.8, 5, 0.3, (8, 24.5)),
    "digital": Usual(1.2, 1_400, 0.7, 3, 0.1, (9, 25)),
    "health": Usual(0.4, 3_600, 0.6, 2, 0.3, (9, 18), 2.5),
    "see": Usual(0.3, 2_000, 0.4, 1, 0.7, (10, 19)),
    "friend": Usual(1.5, 2_800, 0.8, 6, 0.12, (12, 23.5), 1.5),
}
# The share of such payments that go through a list of that format; the rest is cash or goes through another one.
THROUGH: dict[str, dict[Kind, float]] = {
    "paypay.transactions": {
        **dict.fromkeys(("daily", "eat", "friend"), 0.65),
        **dict.fromkeys(("health", "see", "ride"), 0.25),
        **dict.fromkeys(("online", "big", "bill"), 0.12),
        "stay": 0.06,
        "town": 0.1,
    },
    "paypal.activity": {
        **dict.fromkeys(("online", "digital"), 0.5),
        **dict.fromkeys(("bill", "friend", "town"), 0.2),
        **dict.fromkeys(("big", "stay", "see"), 0.06),
        "ride": 0.03,
    },
    "card": {
        **dict.fromkeys(("stay", "big", "bill", "digital", "town"), 0.75),
        **dict.fromkeys(("online", "ride"), 0.6),
        **dict.fromkeys(("daily", "eat", "see"), 0.45),
        "health": 0.25,
        "rent": 0.1,
    },
    "ofx.statement": {
        **dict.fromkeys(("bill", "rent", "friend"), 0.9),
        **dict.fromkeys(("daily", "eat", "ride", "health"), 0.5),
        **dict.fromkeys(("big", "stay", "see", "town"), 0.4),
        **dict.fromkeys(("online", "digital"), 0.2),
    },
}


class Step(NamedTuple):
    """Payments of an episode: how many, on which of its days, the usual sum in yen. ``same``: all to one payee."""

    kind: Kind
    least: int
    most: int
    first: int
    last: int
    yen: int
    same: bool = False


class Episode(NamedTuple):
    """What happens so often a year, in any of these months (empty: in any), mostly at payees never paid before."""

    yearly: float
    steps: tuple[Step, ...]
    months: tuple[int, ...] = ()


_BOOKED = (Step("stay", 0, 1, -50, -8, 31_000), Step("stay", 0, 2, 0, 3, 17_000))
EPISODES: dict[str, Episode] = {
    "holiday": Episode(
        1.4,
        (
            *_BOOKED,
            Step("eat", 2, 8, 0, 3, 2_600),
            Step("see", 0, 3, 0, 3, 2_200),
            Step("ride", 1, 4, 0, 3, 2_400),
            Step("daily", 1, 4, 0, 3, 2_300),
        ),
    ),
    "day_out": Episode(
        3, (Step("eat", 1, 2, 0, 0, 2_400), Step("see", 0, 2, 0, 0, 2_300), Step("daily", 0, 2, 0, 0, 1_600))
    ),
    "appliance": Episode(0.7, (Step("big", 1, 1, 0, 0, 68_000),)),
    "furniture": Episode(0.35, (Step("big", 1, 3, 0, 5, 38_000),)),
    "car": Episode(0.45, (Step("big", 1, 2, 0, 4, 52_000), Step("ride", 0, 1, 0, 3, 6_000))),
    "dentist": Episode(0.5, (Step("health", 2, 6, 0, 45, 5_500, True),)),
    "doctor": Episode(0.9, (Step("health", 1, 3, 0, 12, 3_800, True), Step("health", 0, 2, 0, 12, 2_200))),
    "donations": Episode(0.4, (Step("town", 1, 6, 0, 9, 14_000),), (10, 11, 12)),
    "concert": Episode(0.8, (Step("digital", 1, 2, -60, -20, 10_500), Step("see", 0, 2, 0, 0, 4_500))),
    "hobby": Episode(0.8, (Step("online", 2, 4, 0, 4, 11_000),)),
    "presents": Episode(1, (Step("online", 1, 3, 0, 6, 5_500), Step("daily", 0, 2, 0, 6, 4_000))),
    "party": Episode(0.8, (Step("eat", 1, 2, 0, 0, 11_000), Step("friend", 0, 3, 0, 2, 4_500))),
    "repair": Episode(0.3, (Step("big", 1, 1, 0, 0, 31_000),)),
    "course": Episode(0.3, (Step("bill", 1, 2, 0, 5, 38_000),)),
    "flea": Episode(1, (Step("friend", 1, 2, 0, 4, 3_500),)),
    "funeral": Episode(
        0.08, (Step("daily", 1, 2, 0, 3, 14_000), Step("stay", 0, 2, 0, 1, 16_000), Step("eat", 0, 2, 0, 2, 9_000))
    ),
    "move": Episode(
        0.12,
        (
            Step("rent", 1, 2, -20, 5, 160_000),
            Step("big", 2, 5, -5, 18, 42_000),
            Step("daily", 2, 5, 0, 12, 3_500),
            Step("online", 1, 3, 0, 15, 8_500),
        ),
    ),
    "wedding": Episode(
        0,
        (
            Step("big", 1, 2, -60, -10, 120_000),
            Step("see", 1, 2, -30, 0, 60_000),
            Step("eat", 1, 2, -3, 1, 90_000),
            Step("daily", 1, 3, -5, 2, 12_000),
            Step("stay", 1, 2, 0, 3, 42_000),
        ),
    ),
    "school": Episode(0, (Step("bill", 1, 2, 0, 10, 45_000), Step("daily", 1, 3, 0, 12, 11_000)), (3, 4, 8, 9)),
    "games": Episode(0, (Step("digital", 2, 7, 0, 2, 2_800),)),
    "artists": Episode(0, (Step("online", 2, 5, 0, 3, 5_000), Step("friend", 0, 2, 0, 3, 6_000))),
    "suppliers": Episode(0, (Step("online", 1, 3, 0, 4, 28_000),)),
    "business": Episode(
        0,
        (
            Step("stay", 1, 2, 0, 2, 12_500),
            Step("ride", 2, 5, 0, 2, 3_200),
            Step("eat", 2, 6, 0, 2, 1_900),
            Step("daily", 1, 3, 0, 2, 700),
        ),
    ),
    "hospital": Episode(
        0,
        (
            Step("health", 1, 3, 0, 30, 48_000, True),
            Step("health", 1, 3, 0, 25, 4_500),
            Step("ride", 1, 4, 0, 20, 2_600),
        ),
    ),
    "care": Episode(0, (Step("big", 0, 2, 0, 10, 26_000), Step("health", 1, 3, 0, 14, 7_000))),
}
ABROAD = (
    *_BOOKED,
    Step("eat", 2, 9, 0, 6, 2_500),
    Step("see", 0, 4, 0, 6, 2_300),
    Step("ride", 1, 5, 0, 6, 2_200),
    Step("daily", 1, 6, 0, 6, 2_400),
)


@dataclass(frozen=True, slots=True)
class Budget:
    """How such an owner differs: payments more often (``busy``) and higher (``cost_factor``), and episodes a year."""

    busy: float = 1.0
    cost_factor: float = 1.0
    yearly: dict[str, float] = field(default_factory=dict)


BUDGETS = {
    "light": Budget(0.5, 0.9, {"holiday": 0.8}),
    "heavy": Budget(1.5, 1.1, {"hobby": 2}),
    "family": Budget(1.4, 1.2, {"school": 1.5, "day_out": 6}),
    "traveller": Budget(1.0, 1.1, {"holiday": 4}),
    "mover": Budget(1.0, 1.0, {"move": 0.6, "furniture": 1}),
    "sale_day": Budget(1.0, 1.0, {"hobby": 2.5, "appliance": 1.5}),
    "returner": Budget(0.7),
    "student": Budget(1.0, 0.6, {"concert": 2.5, "school": 0.8, "appliance": 0.3, "car": 0}),
    "elder_cod": Budget(0.4, 0.9, {"doctor": 3, "holiday": 0.6, "hobby": 0.1, "flea": 0}),
    "giver": Budget(1.0, 1.0, {"presents": 4, "donations": 0.8}),
    "saver": Budget(0.7, 0.7, {"holiday": 0.7}),
    "expat": Budget(1.0, 1.2, {"holiday": 2.5}),
    "seller": Budget(1.1, 1.2, {"suppliers": 7, "flea": 4}),
    "season_giver": Budget(0.8, 1.0, {"presents": 2.5, "donations": 0.8}),
    "child_of_parents": Budget(1.0, 1.0, {"care": 0.8, "presents": 2}),
    "beginner": Budget(0.9),
    "member": Budget(1.1, 1.0, {"games": 1, "course": 0.8}),
    "commuter": Budget(1.3),
    "newlywed": Budget(1.1, 1.1, {"wedding": 0.7, "furniture": 1.2, "holiday": 2}),
    "patron": Budget(0.9, 1.0, {"artists": 4, "concert": 3}),
    "nomad": Budget(1.0, 1.0, {"holiday": 8}),
    "unlucky": Budget(1.0, 1.0, {"repair": 1.5, "doctor": 2, "car": 1}),
    "fashion": Budget(1.2, 1.1, {"hobby": 5}),
    "grandparent": Budget(0.5, 1.0, {"doctor": 3, "presents": 2, "hobby": 0.1}),
    "new_house": Budget(1.2, 1.3, {"move": 0.7, "furniture": 3, "appliance": 2, "repair": 1}),
    "carer": Budget(1.0, 1.0, {"care": 4, "doctor": 2.5}),
    "on_the_road": Budget(1.2, 1.1, {"business": 14}),
    "flatmate": Budget(0.9, 0.7, {"move": 0.4, "flea": 2, "party": 2}),
    "gamer": Budget(0.9, 0.9, {"games": 8, "hobby": 1.5}),
    "patient": Budget(0.7, 0.9, {"hospital": 1.2, "doctor": 2, "holiday": 0.5}),
    "empty_nest": Budget(1.0, 1.1, {"school": 0.7, "furniture": 1, "holiday": 2}),
}
