"""Titles, messages and reasons of rules as a helper reads them."""

from collections.abc import Mapping
from types import MappingProxyType

from app.i18n import N_

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "A part of your history is missing": N_("A part of the person's history is missing"),
        "A part of your history was not handed in, so some of it could not be judged. {reason}": N_(
            "A part of the person's history was not handed in, so some of it could not be judged. {reason}"
        ),
        "A refund did not go back to your card": N_("A refund did not go back to the person's card"),
        "A refund for an order that is not in your list": N_("A refund for an order that is not in the person's list"),
        (
            "A refund for order {order} is {amount} in {path} (line {line}), but {other_amount} in "
            "{other_path} (line {other_line}). It is counted once, with the first of these amounts, and the "
            "refunds of this order are not compared with what you paid. {more}"
        ): N_(
            "A refund for order {order} is {amount} in {path} (line {line}), but {other_amount} in "
            "{other_path} (line {other_line}). It is counted once, with the first of these amounts, and the "
            "refunds of this order are not compared with what the person paid. {more}"
        ),
        (
            "A refund was made for an order that your list of orders does not contain, although the list "
            "covers that time. Order number: {order}. Amount: {amount}. Date: {at}. Somebody else may have "
            "ordered through your account, or an order may have been hidden."
        ): N_(
            "A refund was made for an order that the person's list of orders does not contain, although the "
            "list covers that time. Order number: {order}. Amount: {amount}. Date: {at}. Somebody else may "
            "have ordered through their account, or an order may have been hidden."
        ),
        (
            "An order appears in the data that the shop gave you, but not in the list taken from your orders "
            "page, although that list has the orders before and after it."
        ): N_(
            "An order appears in the data that the shop gave the person, but not in the list taken from "
            "their orders page, although that list has the orders before and after it."
        ),
        "An order cost far more than your orders usually do.": N_(
            "An order cost far more than the person's orders usually do."
        ),
        "An order that your list of orders does not show": N_(
            "An order that the person's list of orders does not show"
        ),
        "An order to an address far from all those you used before": N_(
            "An order to an address far from all those the person used before"
        ),
        "An order to an address that is new in your list": N_(
            "An order to an address that is new in the person's list"
        ),
        "An order was paid for that does not appear in your list of orders, although the list covers that time.": N_(
            "An order was paid for that does not appear in the person's list of orders, although the list "
            "covers that time."
        ),
        "Every sign-in since then came from that country, on several days, so you are probably there yourself.": N_(
            "Every sign-in since then came from that country, on several days, so the person is probably there."
        ),
        (
            "For order {order} you paid {paid}, but {refunded} was refunded: {excess} too much. Refunds like "
            "this can come from somebody who requests refunds in your name."
        ): N_(
            "For order {order} the person paid {paid}, but {refunded} was refunded: {excess} too much. "
            "Refunds like this can come from somebody who requests refunds in their name."
        ),
        "From {at} on, {amount} was paid to payees that are new for you (payments: {count}; the first: {payee}).": N_(
            "From {at} on, {amount} was paid to payees that are new for the person (payments: {count}; the "
            "first: {payee})."
        ),
        (
            "From {at} on, {amount} was paid within a day to payees that appear nowhere else in your history "
            "(payments: {count}; the first: {payee}). At least half of the payments to your usual payees in "
            "the same list are for {usual} or less. {beside}"
        ): N_(
            "From {at} on, {amount} was paid within a day to payees that appear nowhere else in the person's "
            "history (payments: {count}; the first: {payee}). At least half of the payments to the person's "
            "usual payees in the same list are for {usual} or less. {beside}"
        ),
        (
            "From {at} on, {count} cash-on-delivery orders were placed within a week. {receivers} Somebody "
            "who wants to harass people sends such parcels in their names. Do not pay for parcels that "
            "nobody in your household ordered."
        ): N_(
            "From {at} on, {count} cash-on-delivery orders were placed within a week. {receivers} Somebody "
            "who wants to harass people sends such parcels in their names. Do not pay for parcels that "
            "nobody in the person's household ordered."
        ),
        "Gift-card balance was used for an order that is not in your list": N_(
            "Gift-card balance was used for an order that is not in the person's list"
        ),
        "It has been used on many days since, as your own device would be.": N_(
            "It has been used on many days since, as the person's own device would be."
        ),
        "It was long before the latest event in your files.": N_(
            "It was long before the latest event in the person's files."
        ),
        "Later refunds repeatedly went to the same place, as you may have chosen.": N_(
            "Later refunds repeatedly went to the same place, as the person may have chosen."
        ),
        "More was refunded than you paid": N_("More was refunded than the person paid"),
        "On {at} a refund of {amount} for order {order} did not go to your card but elsewhere: {destination}.": N_(
            "On {at} a refund of {amount} for order {order} did not go to the person's card but elsewhere: "
            "{destination}."
        ),
        "On {at} an order ({order}, {amount}) was placed or paid for that a list of your orders does not show.": N_(
            "On {at} an order ({order}, {amount}) was placed or paid for that a list of the person's orders "
            "does not show."
        ),
        "On {at} an order went about {distance} km away from all places that you used before: {address}.": N_(
            "On {at} an order went about {distance} km away from all places that the person used before: {address}."
        ),
        "On {at} an order went to an address that is new for you: {address}.": N_(
            "On {at} an order went to an address that is new for the person: {address}."
        ),
        "On {at} somebody signed in with {device} over {network}, neither of which you use at any other time.": N_(
            "On {at} somebody signed in with {device} over {network}, neither of which the person uses at "
            "any other time."
        ),
        "On {at} {amount} of the gift-card balance went to order {order}, which is not in your list.": N_(
            "On {at} {amount} of the gift-card balance went to order {order}, which is not in the person's list."
        ),
        "On {at} {amount} was refunded for order {order}, which is not in your list.": N_(
            "On {at} {amount} was refunded for order {order}, which is not in the person's list."
        ),
        (
            "Order {order} of {at} went to this address: {address}. It is about {distance} km from the "
            "nearest place named in earlier orders or in your billing addresses. {beside}"
        ): N_(
            "Order {order} of {at} went to this address: {address}. It is about {distance} km from the "
            "nearest place named in earlier orders or in the person's billing addresses. {beside}"
        ),
        (
            "Order {order} was paid by card ({payment}), but a refund of {amount} on {at} went elsewhere: "
            "{destination}. {beside} Somebody who has access to your account may have had it paid to a "
            "balance that can be spent at once."
        ): N_(
            "Order {order} was paid by card ({payment}), but a refund of {amount} on {at} went elsewhere: "
            "{destination}. {beside} Somebody who has access to the person's account may have had it paid to "
            "a balance that can be spent at once."
        ),
        "Payments to somebody who is new in your history": N_(
            "Payments to somebody who is new in the person's history"
        ),
        "Sign-ins over a network and with a device that you never use otherwise": N_(
            "Sign-ins over a network and with a device that the person never uses otherwise"
        ),
        "Somebody signed in from a network or with a device that appears nowhere else in your history.": N_(
            "Somebody signed in from a network or with a device that appears nowhere else in the person's history."
        ),
        "The amount is far higher than what your orders usually cost.": N_(
            "The amount is far higher than what the person's orders usually cost."
        ),
        "The amount is not large compared with your other orders.": N_(
            "The amount is not large compared with the person's other orders."
        ),
        "The balance was used, or money was paid back, for an order that is not in your list.": N_(
            "The balance was used, or money was paid back, for an order that is not in the person's list."
        ),
        "The country is one that you sign in from, so this may well be you.": N_(
            "The country is one that the person signs in from, so this may well be them."
        ),
        "The file with your digital orders was not handed in, and memberships may be in it.": N_(
            "The file with the person's digital orders was not handed in, and memberships may be in it."
        ),
        (
            "The first of these sign-ins was on {at}, with {device} over {network}. Sign-ins: {count}. This "
            "network appears at no other time, and this device appears in none of the {others} sign-ins over "
            "networks that you use again. {note} How rare that is for you (0 is usual, 5 or more is very "
            "rare): place {place}, device {rarity}."
        ): N_(
            "The first of these sign-ins was on {at}, with {device} over {network}. Sign-ins: {count}. This "
            "network appears at no other time, and this device appears in none of the {others} sign-ins over "
            "networks that the person uses again. {note} How rare that is for the person (0 is usual, 5 or "
            "more is very rare): place {place}, device {rarity}."
        ),
        "There are too few payments to say whom you usually pay.": N_(
            "There are too few payments to say whom the person usually pays."
        ),
        "These orders are newer than your list of orders, so nothing shows what they were.": N_(
            "These orders are newer than the person's list of orders, so nothing shows what they were."
        ),
        "They were not paid in your usual way.": N_("They were not paid in the person's usual way."),
        (
            "This may be harmless: a new device on its first trip, a computer at a hotel or at a friend's "
            "house, or somebody in your family whom you let use the account."
        ): N_(
            "This may be harmless: a new device on its first trip, a computer at a hotel or at a friend's "
            "house, or somebody in their family whom the person lets use the account."
        ),
        (
            "This may be harmless: a row may have been lost when the page was saved, printed or copied. Save "
            "the page once more and compare it before you report anything."
        ): N_(
            "This may be harmless: a row may have been lost when the page was saved, printed or copied. Save "
            "the page once more and compare it before anything is reported."
        ),
        (
            "This may be harmless: on a trip, with a new phone or after a move, the same things may happen "
            "together. Ask yourself whether you did every one of them."
        ): N_(
            "This may be harmless: on a trip, with a new phone or after a move, the same things may happen "
            "together. Ask the person whether they did every one of them."
        ),
        (
            "This may be harmless: somebody in your household may have placed the order, or it may be of a "
            "kind that this list leaves out, such as groceries or a membership."
        ): N_(
            "This may be harmless: somebody in the person's household may have placed the order, or it may "
            "be of a kind that this list leaves out, such as groceries or a membership."
        ),
        (
            "This may be harmless: somebody in your household may have placed the order, or it may be of a "
            "kind that this list leaves out, such as groceries or a purchase in another shop. Ask in your "
            "household first."
        ): N_(
            "This may be harmless: somebody in the person's household may have placed the order, or it may "
            "be of a kind that this list leaves out, such as groceries or a purchase in another shop. Ask in "
            "that household first."
        ),
        (
            "This may be harmless: the list may have been edited or made by another program, or the parcel "
            "may come from another shop that still offers cash on delivery. It can also be a parcel that "
            "somebody sends in Amazon's name to get your money."
        ): N_(
            "This may be harmless: the list may have been edited or made by another program, or the parcel "
            "may come from another shop that still offers cash on delivery. It can also be a parcel that "
            "somebody sends in Amazon's name to get the person's money."
        ),
        (
            "This may be harmless: you or somebody in your household may have hidden a present, or it may be "
            "for groceries, a membership or a purchase in another shop. {note}"
        ): N_(
            "This may be harmless: the person or somebody in their household may have hidden a present, or "
            "it may be for groceries, a membership or a purchase in another shop. {note}"
        ),
        "Within two months {count} refunds went there and none before, far more than you usually receive.": N_(
            "Within two months {count} refunds went there and none before, far more than the person usually receives."
        ),
        "You had an earlier refund paid to the same place.": N_(
            "The person had an earlier refund paid to the same place."
        ),
        "You have bought such things before.": N_("The person has bought such things before."),
        "Your files contradict each other about a refund": N_(
            "The person's files contradict each other about a refund"
        ),
        "Your list of orders covers that time but does not contain these orders.": N_(
            "The person's list of orders covers that time but does not contain these orders."
        ),
        "Your orders go to so many addresses ({count}) that a new one says nothing.": N_(
            "The person's orders go to so many addresses ({count}) that a new one says nothing."
        ),
        "Your sales reports do not say how the orders are paid, and some may be cash on delivery.": N_(
            "The person's sales reports do not say how the orders are paid, and some may be cash on delivery."
        ),
        (
            "{amount} of your gift-card balance was used on {at} for order {order}, but your list of orders, "
            "which covers that time, contains no such order. Somebody else may have spent it."
        ): N_(
            "{amount} of the person's gift-card balance was used on {at} for order {order}, but their list "
            "of orders, which covers that time, contains no such order. Somebody else may have spent it."
        ),
        (
            "{told} Order number: {order}. Amount: {amount}. Date: {at}. Somebody may have hidden or "
            "archived the order so that you would not see it."
        ): N_(
            "{told} Order number: {order}. Amount: {amount}. Date: {at}. Somebody may have hidden or "
            "archived the order so that the person would not see it."
        ),
    }
)
