"""What speaks for or against a finding, and what could not be judged, as a helper reads it."""

from collections.abc import Mapping
from types import MappingProxyType

from app.i18n import N_

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "A card that is new in your history": N_("A card that is new in the person's history"),
        "A cash-on-delivery order, which is not usual for you": N_(
            "A cash-on-delivery order, which is not usual for the person"
        ),
        "A cheap or hidden order was paid in a way that is new for you": N_(
            "A cheap or hidden order was paid in a way that is new for the person"
        ),
        "Around that time gift cards were bought, which is not usual for you.": N_(
            "Around that time gift cards were bought, which is not usual for the person."
        ),
        (
            "Around that time the account was used over a network or with a device that appears nowhere else "
            "in your history."
        ): N_(
            "Around that time the account was used over a network or with a device that appears nowhere else "
            "in the person's history."
        ),
        (
            "Around that time the password, the email address, the phone number or the two-step verification "
            "was changed from a place that is not usual for you."
        ): N_(
            "Around that time the password, the email address, the phone number or the two-step verification "
            "was changed from a place that is not usual for the person."
        ),
        "Around that time your balance was used, or money was paid back, for an order that is not in your list.": N_(
            "Around that time the person's balance was used, or money was paid back, for an order that is "
            "not in the person's list."
        ),
        "Earlier orders went to several other people too, so presents may be usual for you.": N_(
            "Earlier orders went to several other people too, so presents may be usual for the person."
        ),
        "Far more than ever before was paid to a payee you know": N_(
            "Far more than ever before was paid to a payee the person knows"
        ),
        "It cost far more than your other orders, and its recipient does not appear in earlier orders.": N_(
            "It cost far more than the person's other orders, and its recipient does not appear in earlier orders."
        ),
        (
            "No file with your orders was handed in, so refunds or gift-card uses cannot be compared with "
            "your orders (entries: {count})."
        ): N_(
            "No file with the person's orders was handed in, so refunds or gift-card uses cannot be compared "
            "with their orders (entries: {count})."
        ),
        "No file with your orders was handed in.": N_("No file with the person's orders was handed in."),
        "No file with your refunds was handed in. An account without refunds does not have this file.": N_(
            "No file with the person's refunds was handed in. An account without refunds does not have this file."
        ),
        "No file with your returns was handed in. An account without returns does not have this file.": N_(
            "No file with the person's returns was handed in. An account without returns does not have this file."
        ),
        (
            "No gift-card history was handed in. It is a page that you save or paste, because Amazon does "
            "not offer a file of it."
        ): N_(
            "No gift-card history was handed in. It is a page that the person saves or pastes, because "
            "Amazon does not offer a file of it."
        ),
        "No history of your points was handed in.": N_("No history of the person's points was handed in."),
        (
            "No list of payments was handed in. Payment services, cards and banks offer one; at Amazon it is "
            "the page “Your Transactions”, which you paste."
        ): N_(
            "No list of payments was handed in. Payment services, cards and banks offer one; at Amazon it is "
            "the page “Your Transactions”, which the person pastes."
        ),
        "Sign-ins from a country that is new for you": N_("Sign-ins from a country that is new for the person"),
        (
            "Some entries belong to orders that your list does not show (entries: {count}). But rows of that "
            "list could not be read, so they may be there."
        ): N_(
            "Some entries belong to orders that the person's list does not show (entries: {count}). But rows "
            "of that list could not be read, so they may be there."
        ),
        (
            "Some entries have no readable order number or date, so they cannot be compared with your orders "
            "(entries: {count})."
        ): N_(
            "Some entries have no readable order number or date, so they cannot be compared with the "
            "person's orders (entries: {count})."
        ),
        "Something that you say is not yours": N_("Something that, as the person says, is not theirs"),
        "The recipient belongs to your household, as you said.": N_(
            "The recipient belongs to the person's household, as they said."
        ),
        "The recipient has the family name of somebody in your first orders.": N_(
            "The recipient has the family name of somebody in the person's first orders."
        ),
        "The recipient has the family name of somebody in your household, as you said.": N_(
            "The recipient has the family name of somebody in the person's household, as they said."
        ),
        "The shop charged your card for orders that your list does not have": N_(
            "The shop charged the person's card for orders that their list does not have"
        ),
        "This check stopped because of a fault in this product, not in your files (reference {reference}).": N_(
            "This check stopped because of a fault in this product, not in the person's files (reference {reference})."
        ),
        "You are asked about every sign-in, by place and device, and about every change of the account.": N_(
            "The person is asked about every sign-in, by place and device, and about every change of the account."
        ),
        "You are asked about every use of a balance, every code and what was refunded to a balance.": N_(
            "The person is asked about every use of a balance, every code and what was refunded to a balance."
        ),
        "You are asked about everybody who was paid.": N_("The person is asked about everybody who was paid."),
        "You are asked where every order went, and about what was ordered in an unusual way.": N_(
            "The person is asked where every order went, and about what was ordered in an unusual way."
        ),
        "You are asked where refunds went, and for which orders they were.": N_(
            "The person is asked where refunds went, and for which orders they were."
        ),
        "You said that this is not yours: {what}. On {at}. {money} {recipient} {payment}": N_(
            "The person said that this is not theirs: {what}. On {at}. {money} {recipient} {payment}"
        ),
        "You said that this is not yours: {what}. From {at} to {last}. {money} {recipient} {payment}": N_(
            "The person said that this is not theirs: {what}. From {at} to {last}. {money} {recipient} {payment}"
        ),
        "You named the addresses that you know, this is not one of them, and it was recent.": N_(
            "The person named the addresses that they know, this is not one of them, and it was recent."
        ),
        "Your answers about the same event differ. The last one counts, to {question}.": N_(
            "The person's answers about the same event differ. The last one counts, to {question}."
        ),
        (
            "Your order files begin too late to judge some entries (entries: {count}). The orders begin on "
            "{day}, and these entries may belong to an older order."
        ): N_(
            "The person's order files begin too late to judge some entries (entries: {count}). The orders "
            "begin on {day}, and these entries may belong to an older order."
        ),
        (
            "Your order files begin too late to judge some entries (entries: {count}). The orders from "
            "{shop} begin on {day}, and these entries may belong to an older order."
        ): N_(
            "The person's order files begin too late to judge some entries (entries: {count}). The orders "
            "from {shop} begin on {day}, and these entries may belong to an older order."
        ),
        (
            "Your order files end too early to judge some entries (entries: {count}). The orders are known "
            "up to {day}, and these entries may belong to a newer order."
        ): N_(
            "The person's order files end too early to judge some entries (entries: {count}). The orders are "
            "known up to {day}, and these entries may belong to a newer order."
        ),
        (
            "Your order files end too early to judge some entries (entries: {count}). The orders from {shop} "
            "are known up to {day}, and these entries may belong to a newer order."
        ): N_(
            "The person's order files end too early to judge some entries (entries: {count}). The orders "
            "from {shop} are known up to {day}, and these entries may belong to a newer order."
        ),
    }
)
