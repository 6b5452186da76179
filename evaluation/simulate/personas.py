"""Kinds of account owners, as data: how much they buy, where they live and go, and what is usual for them."""

from dataclasses import dataclass

from evaluation import holdout

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Persona:
    """Ranges are (least, most) and drawn for each account. Chances are 0 to 1. ``habits`` are circumstances (see
    ``evaluation.circumstances``) that such an owner has with the chance given."""

    name: str
    countries: tuple[str, ...] = ("JP", "JP", "JP", "US", "GB", "DE")
    years: Span = (1.5, 6)
    orders_a_year: Span = (15, 50)
    logins_a_week: Span = (2, 7)
    log_days: Span = (60, 200)
    members: tuple[int, int] = (1, 2)
    phones: tuple[int, int] = (1, 1)
    computers: tuple[int, int] = (0, 2)
    other_addresses: tuple[int, int] = (0, 2)
    lines: tuple[int, int] = (1, 2)
    digital_a_year: Span = (0, 6)
    gift_codes_a_year: Span = (0, 3)
    from_balance: float = 0.5
    refund_rate: Span = (0.01, 0.07)
    refund_to_balance: float = 0.0
    expensive: Span = (0, 0.03)
    streams: tuple[int, int] = (0, 2)
    habits: tuple[tuple[str, float], ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether it belongs to a hold-out: no threshold and no calibration sees it."""
        return self.name in holdout.PERSONAS


PERSONAS: tuple[Persona, ...] = (
    Persona("light", orders_a_year=(4, 14), logins_a_week=(1, 3), computers=(0, 1), streams=(0, 0)),
    Persona(
        "heavy",
        orders_a_year=(90, 220),
        logins_a_week=(5, 14),
        streams=(1, 4),
        other_addresses=(1, 4),
        digital_a_year=(2, 25),
        gift_codes_a_year=(1, 8),
    ),
    Persona(
        "family",
        members=(3, 5),
        phones=(2, 4),
        computers=(1, 2),
        orders_a_year=(40, 120),
        other_addresses=(1, 3),
        logins_a_week=(4, 12),
        habits=(("gift_to_friend", 0.5),),
    ),
    Persona("traveller", orders_a_year=(20, 60), habits=(("trips", 1.0), ("trips", 0.6), ("other_country_shop", 0.4))),
    Persona("mover", years=(2, 6), habits=(("move", 1.0), ("move", 0.25))),
    Persona("new_phone", habits=(("new_phone", 1.0), ("new_line", 0.4))),
    Persona("sale_day", orders_a_year=(25, 80), habits=(("sale_day", 1.0), ("sale_day", 0.7), ("dear_item", 0.6))),
    Persona(
        "refunder",
        refund_rate=(0.10, 0.22),
        refund_to_balance=0.7,
        gift_codes_a_year=(0, 2),
        habits=(("partial_refunds", 0.7), ("goodwill", 0.5)),
    ),
    Persona("returner", orders_a_year=(10, 30), habits=(("silence", 1.0), ("new_phone", 0.5), ("move", 0.4))),
    Persona(
        "student",
        years=(1, 3.5),
        orders_a_year=(15, 60),
        habits=(("second_home", 1.0), ("dear_item", 0.4), ("refund_after_silence", 0.3)),
    ),
    Persona(
        "elder_cod",
        countries=("JP",),
        years=(3, 8),
        orders_a_year=(6, 30),
        logins_a_week=(1, 3),
        computers=(0, 1),
        habits=(("cod_before_its_end", 1.0), ("konbini", 0.4)),
    ),
    Persona(
        "giver",
        orders_a_year=(20, 60),
        habits=(("gift_to_friend", 1.0), ("gift_to_friend", 0.8), ("gift_card_season", 0.7)),
    ),
    Persona("private", habits=(("second_service", 0.5), ("vpn", 0.6), ("relay", 0.7), ("pickup", 0.5))),
    Persona(
        "saver", gift_codes_a_year=(6, 20), from_balance=0.9, refund_to_balance=0.8, habits=(("gift_codes_burst", 0.6),)
    ),
    Persona("expat", countries=("JP",), orders_a_year=(20, 70), habits=(("other_country_shop", 1.0), ("trips", 0.6))),
    Persona(
        "seller",
        countries=("JP",),
        orders_a_year=(40, 120),
        refund_rate=(0.03, 0.1),
        expensive=(0.01, 0.06),
        habits=(("bulk_buying", 0.8), ("cancellations", 0.8), ("sales", 1.0)),
    ),
    Persona(
        "season_giver",
        years=(2, 6),
        orders_a_year=(15, 60),
        habits=(("season_presents", 1.0), ("gift_card_once", 0.5), ("for_parents", 0.3)),
    ),
    Persona(
        "child_of_parents",
        orders_a_year=(12, 50),
        expensive=(0.01, 0.05),
        habits=(("for_parents", 1.0), ("for_parents", 0.4), ("hometown", 0.7), ("dear_item", 0.4)),
    ),
    Persona(
        "hopper",
        logins_a_week=(4, 14),
        phones=(1, 2),
        habits=(("vpn_hopping", 0.6), ("carrier_nat", 0.5), ("tethering", 0.6), ("relay", 0.4), ("cafe", 0.5)),
    ),
    Persona(
        "beginner",
        years=(0.3, 1.2),
        orders_a_year=(8, 60),
        log_days=(20, 90),
        habits=(("memberships", 0.6), ("gift_card_once", 0.3), ("new_phone", 0.3), ("school_year", 0.4)),
    ),
    Persona(
        "member",
        streams=(2, 5),
        digital_a_year=(6, 40),
        habits=(("memberships", 1.0), ("memberships", 0.8), ("gift_code_spent", 0.5)),
    ),
    Persona(
        "commuter",
        other_addresses=(1, 2),
        habits=(("office", 1.0), ("hotel_delivery", 0.5), ("pickup", 0.5), ("cafe", 0.6), ("foreign_computer", 0.1)),
    ),
    Persona("emigrant", habits=(("emigration", 1.0), ("other_country_shop", 0.6), ("new_card", 0.5))),
    Persona(
        "newlywed",
        years=(2, 5),
        orders_a_year=(15, 70),
        habits=(("marriage", 1.0), ("new_line", 0.6), ("trips", 0.6), ("gift_card_once", 0.5), ("new_phone", 0.3)),
    ),
    Persona("patron", habits=(("patron", 1.0), ("wish_list", 0.6), ("gift_card_once", 0.4))),
    Persona(
        "nomad",
        habits=(("trips", 1.0), ("trips", 1.0), ("trips", 0.7), ("vpn_hopping", 0.5), ("hotel_delivery", 0.8)),
    ),
    Persona(
        "unlucky",
        habits=(("lost_telephone", 0.8), ("new_device_and_card", 0.7), ("new_card", 0.5), ("declined_refund", 0.4)),
    ),
    Persona(
        "remote_worker",
        computers=(1, 3),
        habits=(("work_machine", 0.8), ("vpn", 0.5), ("bulk_buying", 0.5), ("office", 0.4), ("hometown", 0.4)),
    ),
    Persona(
        "fashion",
        orders_a_year=(40, 120),
        refund_rate=(0.2, 0.4),
        habits=(("several_to_balance", 0.7), ("partial_refunds", 0.6), ("sale_day", 0.6), ("cancellations", 0.4)),
    ),
    Persona(
        "grandparent",
        years=(3, 9),
        orders_a_year=(8, 35),
        logins_a_week=(1, 3),
        computers=(0, 1),
        habits=(("grandchildren", 1.0), ("season_presents", 0.4), ("gift_card_once", 0.3), ("konbini", 0.2)),
    ),
    Persona(
        "new_house",
        years=(1.5, 7),
        members=(1, 4),
        orders_a_year=(20, 70),
        habits=(("just_moved", 1.0), ("newborn", 0.25), ("dear_item", 0.3), ("new_card", 0.25)),
    ),
    Persona(
        "carer",
        years=(2, 8),
        members=(1, 3),
        orders_a_year=(20, 80),
        habits=(("pickup", 0.3), ("care", 1.0), ("hometown", 0.4), ("new_phone", 0.2)),
    ),
    Persona(
        "on_the_road",
        orders_a_year=(20, 80),
        logins_a_week=(4, 12),
        computers=(1, 2),
        habits=(("office", 0.5), ("business_trips", 1.0), ("cafe", 0.5), ("vpn", 0.3), ("dear_item", 0.3)),
    ),
    Persona(
        "flatmate",
        countries=("JP", "JP", "GB", "DE", "US"),
        years=(0.7, 3),
        members=(1, 1),
        orders_a_year=(25, 110),
        habits=(("flat_share", 1.0), ("other_country_shop", 0.4), ("trips", 0.4), ("school_year", 0.3)),
    ),
    Persona(
        "gamer",
        years=(1, 5),
        orders_a_year=(12, 45),
        digital_a_year=(5, 40),
        habits=(("prepaid_codes", 1.0), ("event_of_a_game", 0.7), ("gift_codes_burst", 0.3), ("dear_item", 0.3)),
    ),
    Persona(
        "patient",
        years=(2, 8),
        orders_a_year=(10, 40),
        habits=(("hospital_stay", 1.0), ("memberships", 0.3), ("new_phone", 0.2), ("pickup", 0.2)),
    ),
    Persona(
        "empty_nest",
        years=(2, 8),
        members=(3, 4),
        phones=(2, 3),
        computers=(1, 2),
        orders_a_year=(25, 80),
        habits=(("child_moved_out", 1.0), ("provider_changed", 0.3), ("season_presents", 0.3), ("cafe", 0.3)),
    ),
)
BY_NAME = {one.name: one for one in PERSONAS}
