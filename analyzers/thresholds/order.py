"""Thresholds of the rules about orders."""

from datetime import date, timedelta

from analyzers.thresholds import COD_END, FACT, JUDGED, PAYPAL_DISTANCE, REPORTED, ROBUST, TRIED, WORK, number
from analyzers.thresholds.spans import (
    ENOUGH,
    EPISODE,
    FEW,
    FORTNIGHT,
    MONTH,
    REPEATED,
    SEVERAL,
    TWO_MONTHS,
    WEEK,
)


class CodBurst:
    """``order.cod_burst``: many parcels to be paid at the door."""

    MIN_ORDERS = number(SEVERAL, "orders within the window", JUDGED)
    MIN_ORDERS_TO_STRANGERS = number(REPEATED, "the same for orders to new recipients", JUDGED)
    WINDOW = number(WEEK, "of a burst", JUDGED)
    VISIT_PAUSE = number(timedelta(minutes=10), "orders closer together belong to one visit to the shop", JUDGED)
    MIN_PRIOR_ORDERS = number(ENOUGH, "orders before one can be unusual", JUDGED)
    HABIT_ONE_IN = number(5, "orders before: one of so many paid at the door makes a habit", JUDGED)


class CodRefused:
    """``order.cod_refused``: parcels to be paid at the door that came back."""

    MIN_ORDERS = number(REPEATED, "orders within the window", JUDGED)
    WINDOW = number(MONTH, "of a series", JUDGED)
    MIN_ORDERS_ALARM = number(4, "too many to be explained by absence", JUDGED)


class DigitalBurst:
    """``order.digital_burst``: many digital goods at once."""

    MIN_ORDERS = number(5, "orders within a week", TRIED)
    MIN_COST_RATIO = number(10, "of the week to the median order", TRIED)
    MIN_RATIO_TO_OTHER_WEEKS = number(5, "to the most spent on digital goods in any other week", TRIED)
    MIN_EXPENSIVE_ORDERS = number(SEVERAL, "orders within the window that each cost far more than any other", TRIED)
    EXPENSIVE_WINDOW = number(FORTNIGHT, "for those", TRIED)
    MIN_KNOWN_ORDERS = number(SEVERAL, "other orders of digital goods", JUDGED)


class FarAddress:
    """``order.far_address``: an order to a place far from all others."""

    MIN_DISTANCE_KM = number(160, "from the nearest place that was used before", PAYPAL_DISTANCE)


class GiftcardBurst:
    """``order.giftcard_burst``: gift cards, prepaid cards or expensive codes that were bought together."""

    MIN_COST_RATIO_SEVERAL = number(5, "of several cards together to the median order, for an alarm", TRIED)
    MIN_COST_RATIO_SINGLE = number(8, "the same for a single card", JUDGED)
    MIN_PRIOR_ORDERS = number(FEW, "orders before anything can be unusual", JUDGED)


class CardBursts:
    """Cards and codes bought together, outside a habit (``analyzers/features/card_bursts.py``)."""

    MIN_SERIES_DAYS = number(SEVERAL, "days with purchases within the window", TRIED)
    SERIES_WINDOW = number(timedelta(days=45), "of a series of purchases", TRIED)
    MIN_ORDERS = number(REPEATED, "orders within a day", JUDGED)
    MIN_COST_RATIO_CODES = number(2, "of codes together to the median order", JUDGED)


class GiftCards:
    """Habits of buying gift cards (``analyzers/features/gift_cards.py``)."""

    HABIT_BEFORE = number(MONTH, "orders at least this long before are an earlier habit", TRIED)
    MIN_ORDERS_BEFORE = number(REPEATED, "orders that make an earlier habit", TRIED)
    MIN_ORDERS_AFTER = number(SEVERAL, "orders that make a later habit", TRIED)
    SPENDING_WINDOW = number(WEEK, "in which purchases are added up and compared with other times", TRIED)
    MIN_SPENDING_RATIO = number(2, "to the most spent in such a window, or on one order, at any other time", TRIED)
    MIN_SPENDING_RATIO_CODES = number(3, "the same for codes, whose purchases vary more", JUDGED)


class Archived:
    """``order.hidden``: orders that the order page leaves out (``analyzers/features/archived.py``)."""

    ORDERS_PER_PAGE = number(10, "missing in a row: a page of the list is missing", FACT)
    MIN_LISTED_BEFORE = number(FEW, "listed orders before a missing one, so that its absence means something", JUDGED)
    MIN_LISTED_AFTER = number(REPEATED, "after it; fewer, because recently archived orders matter most", JUDGED)
    MIN_LISTED_SHARE = number(0.9, "of the export's orders that a list with single gaps contains", JUDGED)


class MicroMarketplace:
    """``order.micro_marketplace``: very cheap orders at sellers of a marketplace."""

    MAX_PRICE_MINOR = number(100, "yen, or cents", REPORTED)
    MIN_ORDERS = number(SEVERAL, "orders within the window", REPORTED)
    WINDOW = number(WEEK, "of a burst", JUDGED)
    MIN_HABIT_ORDERS = number(SEVERAL, "cheap orders before that week that make a habit", JUDGED)
    MIN_PRIOR_ORDERS = number(ENOUGH, "orders before a way of paying can be unusual", JUDGED)


class PlacedOrders:
    """What every order cost beside the others (``analyzers/features/placed_orders.py``)."""

    COD_ENDED = number(date(2024, 6, 6), "the day, in Japan, on which cash on delivery ended", COD_END)
    JAPAN_OFFSET = number(timedelta(hours=9), "of the clock in Japan to UTC", FACT)
    MIN_PRIOR_ORDERS = number(ENOUGH, "orders before a payment method or a shop can be new", JUDGED)
    MAD_SCALE = number(0.6745, "from a median absolute deviation to a standard deviation", ROBUST)
    MIN_ROBUST_Z = number(3.5, "modified z-score of an expensive order", ROBUST)
    MIN_LOG_MAD = number(0.05, "lower bound of the median absolute deviation of the logarithm", JUDGED)
    MIN_COST_RATIO = number(3, "of an expensive order to the median", TRIED)
    MIN_PRICED_ORDERS = number(12, "of a currency, before any of them can be expensive", JUDGED)


class Recipients:
    """``order.first_address``: addresses and who lives there (``analyzers/features/recipients.py``)."""

    MIN_KNOWN_ORDERS = number(ENOUGH, "orders before an address can be new", JUDGED)
    MAX_ADDRESSES = number(2_000, "addresses; with more of them a new one says nothing", JUDGED)
    MIN_USUAL_ORDERS = number(SEVERAL, "orders to one address that make it a usual one", JUDGED)
    MIN_USUAL_SPAN = number(FORTNIGHT, "from the first to the last order to a usual address", TRIED)
    MIN_USUAL_SPAN_STRANGER = number(TWO_MONTHS, "the same for a stranger, if the first order is recent", TRIED)
    MAX_THIEF_SPAN = number(
        timedelta(days=365), "of orders to an address: an owner would have noticed a stranger's by then", JUDGED
    )
    EXPENSIVE_COST_RATIO = number(8, "of an expensive first order to the median order", JUDGED)
    BURST_MIN_ORDERS = number(SEVERAL, "orders to a stranger within the window", TRIED)
    BURST_MIN_COST_RATIO = number(5, "of these orders together to the median order", TRIED)
    BURST_WINDOW = number(WEEK, "of a burst", TRIED)
    PAIR_WINDOW = number(FORTNIGHT, "in which two orders to a stranger are a burst, if recent", TRIED)
    PAIR_MIN_COST_RATIO = number(4, "of the two together to the median order", TRIED)
    OWN_NAME_MIN_COST_RATIO = number(12, "of several orders in the owner's name together to the median order", JUDGED)
    FIRST_ORDERS_WINDOW = number(EPISODE, "after the first order to an address: later ones are no first orders", JUDGED)
    MIN_GIFT_RECIPIENTS = number(SEVERAL, "strangers who received something: from then on presents are usual", TRIED)
    FIRST_LINES_SEARCHED = number(2_000, "order lines searched for first orders, before all lines are", WORK)


class Unlisted:
    """Addresses that the owner does not name, and several strangers (``analyzers/features/unlisted.py``)."""

    MIN_REPEATED_ORDERS = number(REPEATED, "expensive orders to one address, or orders to an unlisted one", TRIED)
    MIN_STRANGERS = number(SEVERAL, "strangers, and days with orders to them, within a month", TRIED)
    MIN_SPREAD = number(timedelta(days=5), "from the first to the last day; shorter: a round of presents", TRIED)
    STRANGERS_MIN_COST_RATIO = number(4, "of all orders to these strangers together to the median order", TRIED)
    UNLISTED_MIN_COST_RATIO = number(2, "of orders in the owner's name to an unlisted address to the median", JUDGED)
