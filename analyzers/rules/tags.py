"""The vocabulary of tags: what a detector is about.

Steps, letters, pages and episodes refer to detectors by tags alone, so that a new detector needs only its own file.
"""

from collections.abc import Mapping

# Every tag with one sentence about its meaning.
TAGS: Mapping[str, str] = {
    # The account
    "account": "The account itself: who signs in, and what was changed in it.",
    "takeover": "Somebody else may be using the account.",
    "sign_in": "An unusual sign-in.",
    "place": "A sign-in from an unusual country or network.",
    "guessed_password": "A password that was guessed after failed attempts.",
    "stolen_session": "A session that was taken over from a device.",
    "unused_device": "A device that signed in again after a long time.",
    "device": "A device that was added to the account.",
    "control": "A password, mail address, telephone number or second factor that was changed.",
    "chain": "Several signals in the order of a takeover.",
    # Orders and payments
    "order": "An order at a shop.",
    "purchase": "Something bought or paid: an order, a subscription, a payment.",
    "subscription": "Something that is paid again and again.",
    "family": "A purchase that the family often turns out to have made.",
    "unsent": "Orders that can be cancelled until they are sent.",
    "digital": "Digital goods or codes, which arrive at once.",
    "gift_card_purchase": "Gift cards that were bought.",
    "review": "A cheap order of the kind that sellers place to write a review.",
    "hidden": "An order that the list of orders does not show.",
    "address": "A delivery address that is new.",
    "wallet": "A new payment method, or one that money was refunded to.",
    "card": "A card that somebody else may have added or used.",
    "charge": "A charge for which the card issuer may be asked to give the money back.",
    "statement": "Money to compare with the statement of the card or bank.",
    # Parcels
    "cod": "A parcel that is paid in cash at the door.",
    "unwanted_parcel": "A parcel that nobody at home ordered.",
    "family_parcel": "A parcel for which somebody at home may pay unaware.",
    "repeated_parcels": "Several unwanted parcels from somebody who knows the address.",
    "cod_refund": "A parcel that was paid in cash and refunded to the balance.",
    # Refunds and balances
    "refund": "Money that was refunded, or should have been.",
    "refund_without_order": "A refund whose order is not in the list.",
    "gift_card": "The history of the gift-card balance.",
    "balance": "Money that goes into the gift-card balance or comes out of it.",
    "unexplained_balance": "A balance that does not follow from the entries before it.",
    "unknown_use": "A use of the balance for an order that is not in the list.",
    "emptied": "A balance that was spent all at once.",
    "claimed_code": "A gift-card code that somebody else redeemed.",
    "points": "Points that were spent.",
    # Sellers
    "seller": "Orders that harm a seller.",
    "refused_orders": "Orders at the owner's shop that are refused at the door.",
    "unpaid_orders": "Orders at the owner's shop that are never paid.",
    # Who can help, and what it rests on
    "household": "Something that somebody at home may know about.",
    "screen": "Something that the account's pages show now and may not show later.",
    "shop": "Something that the shop can investigate and correct.",
    "one_shop": "Something that exists at one family of shops only.",
    "coverage": "A part of the history that was not handed in, or that the files contradict.",
}
