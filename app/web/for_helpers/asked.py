"""The questions of recognition, and the answers that a helper presses for the person."""

from collections.abc import Mapping
from types import MappingProxyType

from app.i18n import N_

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "Did one of you use this balance?": N_("Did the person or their family use this balance?"),
        "Do you know this refund? Its order is not in your files.": N_(
            "Does the person know this refund? Its order is not in the person's files."
        ),
        "Did one of you have this refunded to a balance?": N_(
            "Did the person or their family have this refunded to a balance?"
        ),
        "Did one of you change this?": N_("Did the person or their family change this?"),
        "Is this device yours?": N_("Is this device the person's?"),
        "Do you know this recipient at this address?": N_("Does the person know this recipient at this address?"),
        "Do you know this address?": N_("Does the person know this address?"),
        "Did one of you buy this code?": N_("Did the person or their family buy this code?"),
        "Did one of you buy this gift card?": N_("Did the person or their family buy this gift card?"),
        "Did one of you order this?": N_("Did the person or their family order this?"),
        "Did one of you sign in from here?": N_("Did the person or their family sign in from here?"),
        "Do you know this payee?": N_("Does the person know this payee?"),
        "Did one of you pay this?": N_("Did the person or their family pay this?"),
        "Is this way of paying yours?": N_("Is this way of paying the person's?"),
        "Is this subscription yours?": N_("Is this subscription the person's?"),
        "Did one of you buy this?": N_("Did the person or their family buy this?"),
        "Did one of you add this to the balance?": N_("Did the person or their family add this to the balance?"),
        "Do you know these points?": N_("Does the person know these points?"),
        "Do you know these refunds?": N_("Does the person know these refunds?"),
        "Mark what you do not know": N_("Mark what the person does not know"),
        "I know all the others: go on": N_("The person knows all the others: go on"),
        "Yes, that was me": N_("Yes, that was the person"),
        "My family did": N_("The person's family did"),
        "I don’t recognise it": N_("The person doesn’t recognise it"),
        "Yes, I know it": N_("Yes, the person knows it"),
        "My family knows it": N_("The person's family knows it"),
        "I don’t know it": N_("The person doesn’t know it"),
        "Yes, I pay them": N_("Yes, the person pays them"),
        "My family pays them": N_("The person's family pays them"),
        "I don’t know them": N_("The person doesn’t know them"),
        "Yes, mine": N_("Yes, the person's"),
        "My family’s": N_("The person's family’s"),
        "It is not mine": N_("It is not the person's"),
        "Mine, but the money did not come": N_("The person's, but the money did not come"),
        "Recorded: that was me": N_("Recorded: that was the person"),
        "Recorded: my family": N_("Recorded: the person's family"),
        "Recorded: not known to me": N_("Recorded: the person does not recognise it"),
        "Recorded: the money did not come to you": N_("Recorded: the money did not come to the person"),
        "This address is ours: {thing}": N_("This address is theirs: {thing}"),
        "This network is ours: {thing}": N_("This network is theirs: {thing}"),
        "One of us was in this country: {thing}, {start}": N_("One of them was in this country: {thing}, {start}"),
        "One of us was in this country: {thing}, {start} to {end}": N_(
            "One of them was in this country: {thing}, {start} to {end}"
        ),
        "This card is ours, ending in {thing}": N_("This card is theirs, ending in {thing}"),
        "This order is ours: {thing}": N_("This order is theirs: {thing}"),
    }
)
