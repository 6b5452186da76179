"""Sentences and labels of the other pages of a case as a helper reads them."""

from collections.abc import Mapping
from types import MappingProxyType

from app.i18n import N_, nN_

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "Your case": N_("The person's case"),
        "My answers": N_("The person's answers"),
        "Say what is yours": N_("Say what is the person's"),
        "Your name": N_("The person's name"),
        "Your address": N_("The person's address"),
        "Your phone number": N_("The person's phone number"),
        "Your files are waiting for their turn.": N_("The person's files are waiting for their turn."),
        "Your files are the next to be read.": N_("The person's files are the next to be read."),
        "What you told us": N_("What the person told"),
        "Check your answers": N_("Check the person's answers"),
        "Filled in from what your files show. Correct it if it is not right.": N_(
            "Filled in from what the person's files show. Correct it if it is not right."
        ),
        "One question more, for your plan and your papers. It can wait.": N_(
            "One question more, for the person's plan and papers. It can wait."
        ),
        "Your plan has no step with a deadline.": N_("The person's plan has no step with a deadline."),
        "Your card or account": N_("The person's card or account"),
        "By when things must be reported, also for your calendar.": N_(
            "By when things must be reported, also for the person's calendar."
        ),
        "Filled in from your case, for each recipient.": N_("Filled in from the person's case, for each recipient."),
        "Both are quoted in your next letter, which asks which of them is right.": N_(
            "Both are quoted in the person's next letter, which asks which of them is right."
        ),
        "No finding is open. You can still note whom you asked about a parcel, an order or a charge.": N_(
            "No finding is open. It can still be noted who was asked about a parcel, an order or a charge."
        ),
        "Tables of your history": N_("Tables of the person's history"),
        "Your files have arrived": N_("The person's files have arrived"),
        "Reading your files": N_("Reading the person's files"),
        "Your files have been read": N_("The person's files have been read"),
        "Your files are still being read. This page will be complete when that is done.": N_(
            "The person's files are still being read. This page will be complete when that is done."
        ),
        "You have not handed in any file yet.": N_("No file of the person has been handed in yet."),
        "How to get your files": N_("How to get the person's files"),
        "How you came by it": N_("How the person came by it"),
        "Day on which you took or received it": N_("Day on which the person took or received it"),
        "What you say about it": N_("What the person says about it"),
        (
            "Anyone who reads your email can reset your {service} password too. So the mailbox is first, "
            "then {service}."
        ): N_(
            "Anyone who reads the person's email can reset their {service} password too. So the mailbox is "
            "first, then {service}."
        ),
        (
            "Calculated from the days that you give. This is information, not legal advice: your own card's "
            "terms and the rules of your country decide. Do not wait for the last day."
        ): N_(
            "Calculated from the days that are given. This is information, not legal advice: the terms of "
            "the person's own card and the rules of their country decide. Do not wait for the last day."
        ),
        "Day of the statement (Japan: when you were notified, United States: the date printed on it)": N_(
            "Day of the statement (Japan: when the person was notified, United States: the date printed on it)"
        ),
        "Day on which you had secured the account": N_("Day on which the person had secured the account"),
        "Day on which you noticed it": N_("Day on which the person noticed it"),
        "Day on which you told the card company or the bank": N_(
            "Day on which the person told the card company or the bank"
        ),
        (
            "Each is filled in from your case: what you do not recognise, the steps you did, the "
            "answers at home, your contacts. Read it, change what is not right, then copy or download it. "
            "Nothing is sent from here."
        ): N_(
            "Each is filled in from the person's case: what the person does not recognise, the steps that "
            "are done, the answers at home, the contacts. Read it, change what is not right, then copy or "
            "download it. Nothing is sent from here."
        ),
        "Email address where you can be reached": N_("Email address where the person can be reached"),
        "Everything in the history, with your answers": N_("Everything in the history, with the person's answers"),
        "Everything you handed in has been looked at.": N_("Everything that was handed in has been looked at."),
        (
            "Findings without an answer: {count}. They are not in this letter, because it says only what you answered."
        ): N_(
            "Findings without an answer: {count}. They are not in this letter, because it says only what was answered."
        ),
        "For your plan": N_("For the person's plan"),
        "Have you completed this?": N_("Is this completed?"),
        "How that person is related to you, for example daughter": N_(
            "How that helper is related to the person, for example daughter"
        ),
        "Name of the person who writes for you, if somebody does": N_(
            "Name of the helper who writes for the person, if somebody does"
        ),
        "In your case there is room for {count} more file and {size}.": nN_(
            "In this case there is room for {count} more file and {size}.",
            "In this case there is room for {count} more files and {size}.",
        ),
        "It is stored encrypted with your case. You may leave it empty and fill it in by hand.": N_(
            "It is stored encrypted with the case. It may be left empty and filled in by hand."
        ),
        "More on this step: notes, files, and how far you are": N_(
            "More on this step: notes, files, and how far it is done"
        ),
        "Refunds and where they went, balances, and everything with your answers, for a spreadsheet.": N_(
            "Refunds and where they went, balances, and everything with the person's answers, for a spreadsheet."
        ),
        (
            "Something that had disappeared from your data is back in the newest export. Look at this step once more."
        ): N_(
            "Something that had disappeared from the person's data is back in the newest export. Look at "
            "this step once more."
        ),
        (
            "Something went wrong while your files were being read. They are still there: hand in another "
            "one, or try again later."
        ): N_(
            "Something went wrong while the person's files were being read. They are still there: hand in "
            "another one, or try again later."
        ),
        "Taken or received by you": N_("Taken or received by the person"),
        "The advice of this step has changed since you did it. Please confirm it again.": N_(
            "The advice of this step has changed since it was done. Please have it confirmed again."
        ),
        (
            "The service cannot use its storage at the moment. Your files are not at fault; reading goes on "
            "by itself as soon as that works again."
        ): N_(
            "The service cannot use its storage at the moment. The person's files are not at fault; reading "
            "goes on by itself as soon as that works again."
        ),
        "This is for you to do.": N_("This is for the person to do."),
        "Verified: your newest export no longer shows it.": N_(
            "Verified: the person's newest export no longer shows it."
        ),
        (
            "Would other people have such a file, too? Your saved answer as a layout file holds the names of "
            "the columns and no row of yours. Whoever runs this service can add it for everybody."
        ): N_(
            "Would other people have such a file, too? The saved answer as a layout file holds the names of "
            "the columns and no row of the person's. Whoever runs this service can add it for everybody."
        ),
        "You can also withdraw your answer. The table then counts as unrecognised again.": N_(
            "The answer can also be withdrawn. The table then counts as unrecognised again."
        ),
        "Your answer is saved in your case and used for every table with the same header.": N_(
            "The answer is saved in the person's case and used for every table with the same header."
        ),
        "Your files are number {place} in the queue. It is their turn in about {count} minute.": nN_(
            "The person's files are number {place} in the queue. It is their turn in about {count} minute.",
            "The person's files are number {place} in the queue. It is their turn in about {count} minutes.",
        ),
        "Your name and how to reach you": N_("The person's name and how to reach them"),
        "Your note on this step": N_("The person's note on this step"),
        "Your pictures": N_("The person's pictures"),
    }
)
