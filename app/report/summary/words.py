"""The words of the incident summary. Every English sentence is a message key, shown through ``app.i18n.translate``."""

from typing import Any

from app.i18n import N_, nN_
from app.i18n.translate import gettext, translate
from checklists.sites import display_name

HEADING_LABELS = {
    "title": N_("Incident summary"),
    "denied": N_("What the account holder does not recognise"),
    "unpaid": N_("Refunds of the account holder whose money did not come"),
    "unsure": N_("What the account holder is not sure of"),
    "answered": N_("What was answered at home"),
    "requests": N_("What is asked of the reader"),
    "annex": N_("Annex"),
    "reported": N_("What the account holder reports"),
    "coverage": N_("Period covered by the data"),
    "examined": N_("What was examined"),
    "not_examined": N_("What was not examined"),
    "not_read": N_("Files that were not used"),
    "not_assessed": N_("Whether any of this happened could not be checked"),
    "timeline": N_("Timeline"),
    "findings": N_("Findings"),
    "steps_open": N_("Steps still open"),
    "steps_done": N_("Steps done"),
    "steps_set_aside": N_("Steps that the account holder set aside"),
    "notes": N_("The account holder's notes on the steps"),
    "contacts": N_("Contact log"),
    "kept": N_("Evidence files kept with the case"),
    "apart": N_("Recognised by the account holder"),
    "five_ws": N_("When, where, who, what and how"),
    "account": N_("How much of the history is accounted for"),
    "unanswered": N_("Findings without an answer"),
    "contradictions": N_("What does not agree"),
    "deadlines": N_("Deadlines"),
}

COLUMN_LABELS = {
    "name": N_("Account holder"),
    "account": N_("Email address of the account"),
    "reach": N_("To be reached at"),
    "shops": N_("Shops and services"),
    "period": N_("When it happened"),
    "case_numbers": N_("Case numbers so far"),
    "order": N_("Order number"),
    "amount": N_("Amount"),
    "paid_with": N_("Paid with"),
    "case": N_("Number of this case"),
    "version": N_("Made with"),
    "key": N_("Number of the key of its evidence bundle, to compare with what its check shows"),
    "generated": N_("Made at"),
    "data": N_("Data"),
    "shop": N_("Shop or service"),
    "from": N_("From"),
    "to": N_("To"),
    "happened": N_("Events"),
    "file": N_("File"),
    "sha256": N_("SHA-256"),
    "format": N_("What it is"),
    "rows": N_("Rows"),
    "bytes": N_("Bytes"),
    "problems": N_("Problems"),
    "reason": N_("Reason"),
    "check": N_("Unknown whether"),
    "missing": N_("What would fill the gap"),
    "when": N_("When"),
    "utc": N_("UTC"),
    "basis": N_("How the time was determined"),
    "what": N_("What"),
    "number": N_("No."),
    "severity": N_("Severity"),
    "rests_on": N_("Basis"),
    "answer": N_("Account holder's answer"),
    "home": N_("Asked at home"),
    "finding_id": N_("Finding id"),
    "message": N_("What was found"),
    "innocent": N_("How this may be harmless"),
    "evidence": N_("Evidence"),
    "line": N_("Line"),
    "role": N_("Role"),
    "also": N_("The same event also appears in"),
    "mail": N_("Where only a mail says so"),
    "column": N_("Column"),
    "cell": N_("As it appears in the file"),
    "step": N_("Step"),
    "why": N_("Why"),
    "minutes": N_("Minutes"),
    "state": N_("State"),
    "note": N_("Note"),
    "whom": N_("Who was contacted, and how"),
    "said": N_("What was said"),
    "promise": N_("Promised"),
    "promised_by": N_("By when"),
    "next": N_("Next"),
    "case_number": N_("Case number"),
    "who": N_("Who"),
    "about": N_("About"),
    "kept_at": N_("Kept at"),
    "exhibit": N_("Exhibit"),
    "due": N_("By when"),
    "counted": N_("Counted"),
    "item": N_("Item"),
    "currency": N_("Currency"),
    "asked_for": N_("Question of the form"),
    "entered": N_("What is known"),
    "replied": N_("Answer"),
    "acquired": N_("How and when it was acquired"),
    "about_exhibit": N_("What it belongs to"),
    "went_to": N_("Where it went"),
    "refund_state": N_("State of the refund"),
    "payment_state": N_("Why the payment is in no sum"),
    "open_amount": N_("Its amount, not added up"),
    "balance_of": N_("Which balance"),
    "balance": N_("Balance after it"),
    "expected": N_("Balance expected"),
    "difference": N_("Difference"),
    "recipient": N_("Recipient"),
    "address": N_("Address"),
    "mark": N_("Why it is marked"),
    "state_mine": N_("It was me"),
    "state_family": N_("By my word, it was someone in my family"),
    "state_not_mine": N_("I do not recognise it"),
    "state_not_sure": N_("Not sure"),
    "state_mine_unpaid": N_("It is mine, but the money did not come"),
    "state_not_asked": N_("Not asked"),
}

REQUEST_SENTENCES = {
    "denied": N_(
        "Please look into these entries, stop what can still be stopped, and cancel or compensate the charges."
    ),
    "keep": N_("Please keep the records of these days: sign-ins, devices, and changes of the account."),
    "unsure": N_("Please say what the entries are of which the account holder is not sure."),
    "number": N_("Please give a case number, and the day by which you will answer."),
}

NOTE_LABELS = {
    "passed": N_("This day has passed. Ask anyway what still applies."),
    "none_denied": N_("There is no entry of which the account holder said that they do not recognise it."),
    "none_here": N_("Of what the account holder does not recognise, nothing concerns this recipient."),
    "statement": N_("Made by the account holder from their own exports; the findings are unverified."),
    "statement_alone": N_("Made by the account holder from what they wrote down; no history was examined."),
    "statement_helped": N_(
        "Made with somebody's help from the account holder's own exports; the findings are unverified."
    ),
    "statement_alone_helped": N_(
        "Made with somebody's help from what the account holder said; no history was examined."
    ),
    "blind_spot": N_(
        "What these data cannot show: someone who acts from the account holder's own network and "
        "device, and touches no money, leaves no trace here."
    ),
    "no_findings": N_("The checks that could be made found nothing. That does not prove that nothing happened."),
    "all_recognised": N_(
        "By the account holder's answers, everything that the checks found is theirs or their family's."
    ),
    "no_checks": N_(
        "None of the checks could be made with the files handed in. That means neither that "
        "something happened nor that nothing did."
    ),
    "no_files": N_("No file could be examined."),
    "no_timeline": N_("No finding has a date."),
    "no_steps": N_("None."),
    "cells": N_(
        "Evidence is copied from the files unchanged. Cells that are empty, or say “Not Available” "
        "or “Not Applicable”, are left out here; the CSV and JSON forms of this summary keep them."
    ),
    "escapes": N_(
        "Invisible characters, and characters that this document cannot draw, are shown by their Unicode number, such "
        "as [U+200B]. The JSON form of this summary keeps every text exact."
    ),
    "apart": N_(
        "By the account holder's answers, these are theirs or their family's. "
        "They are listed so that nothing is left out."
    ),
    "all_assessed": N_("Every check had the data it needs."),
    "verified": N_("The newest export no longer shows it."),
    "kept": N_(
        "They are stored encrypted with the case, exactly as they were added. The SHA-256 shows "
        "that a file has not been changed since."
    ),
    "contacts": N_("As written down by the account holder. Times are local to the place named."),
    "numbers": N_("The same as numbers"),
    "one_entry": N_("Events about one thing, such as an order and the balance that paid for it, are one entry."),
    "uncovered": N_("Single things that mails or pictures show. They say nothing about the days around them."),
    "you": N_("Where a finding says “you”, it means the account holder."),
    "closed": N_("Closed"),
    "everything": N_("Everything"),
    "no_shop": N_("not stated"),
    "not_recognised": N_("This file is of a kind that we do not know, so it was not used."),
    "not_stated": N_("not stated"),
    "withheld": N_("[withheld]"),
    "events": N_("Entries"),
    "account": N_(
        "Every entry of the history that was handed in counts once, under the account holder's answer. What was not "
        "asked says how complete the look was."
    ),
}

# Sentences with values, for ``say``.
SAY_LABELS = {
    "period": N_("{start} to {end}"),
    "logins": nN_(
        "{count} sign-in that the account holder does not recognise: {days}.",
        "{count} sign-ins that the account holder does not recognise: {days}.",
    ),
    "asked": N_("{who} ({day}): {answer}"),
    "left_out": nN_(
        "{count} finding without an answer is left out of this summary.",
        "{count} findings without an answer are left out of this summary.",
    ),
    "attribution": N_("Countries of network addresses: {attribution}, data of {as_of}."),
    "networks": N_("Names of networks: {source}, data of {day}."),
    "together": N_("Related findings ({numbers})"),
    "money": N_("Money involved: {money}"),
    "money_in": N_("Money ({currency})"),
    "clear": N_("Checks that were made and found nothing: {count}."),
    "evidence": N_("Evidence {number}: {path}, line {line}"),
    "evidence_no_line": N_("Evidence {number}: {path}"),
    "place": N_("{path}, line {line}"),
    "more_rows": nN_(
        "{count} more evidence row of this finding is in the CSV and JSON forms of this summary.",
        "{count} more evidence rows of this finding are in the CSV and JSON forms of this summary.",
    ),
    "more_findings": nN_(
        "{count} more finding is not shown here; the JSON form of this summary has all of them.",
        "{count} more findings are not shown here; the JSON form of this summary has all of them.",
    ),
    "more_files": nN_(
        "{count} more file of this list is in the JSON form of this summary.",
        "{count} more files of this list are in the JSON form of this summary.",
    ),
    "more_dates": nN_(
        "{count} more dated finding is in the CSV and JSON forms of this summary.",
        "{count} more dated findings are in the CSV and JSON forms of this summary.",
    ),
    "more_contacts": nN_(
        "{count} more contact is in the JSON form of this summary.",
        "{count} more contacts are in the JSON form of this summary.",
    ),
    "named": N_("{label}: {text}"),
    "withheld": N_("Left out for this recipient: {kinds}."),
    "in_table": nN_(
        "{count} entry that the account holder does not recognise is in the table below.",
        "{count} entries that the account holder does not recognise are in the table below.",
    ),
    "fields_denied": N_("The account holder does not recognise these entries:"),
    "fields_unpaid": N_("The money of these refunds did not come to the account holder:"),
    "denied_home": N_("What the account holder does not recognise (asked at home: {answers})"),
    "by_helper": nN_(
        "{count} of these answers was written down by a helper.",
        "{count} of these answers were written down by a helper.",
    ),
    "fields_unsure": N_("The account holder is not sure of these entries:"),
    "no_room": nN_("({count} more line has no room here.)", "({count} more lines have no room here.)"),
    "exhibit": N_("Exhibit {number}"),
    "cut": N_("{start} … (cut here: {count} characters in all; the JSON form of this summary has the whole text)"),
}


# Typst fills in the numbers, so the placeholders stay open here.
PAGE_LABEL = N_("Page {page} of {pages}")


def word_of_page(lang: str) -> str:
    """The footer's sentence without filling its two placeholders."""
    return translate(PAGE_LABEL, lang)


def word(labels: dict[Any, str], name: Any, lang: str) -> str:
    """The label of a name in ``lang``; a name that the table does not know is shown unchanged."""
    return gettext(labels[name], lang) if name in labels else str(name)


def named_site(site: str | None, lang: str) -> str:
    """The name of a shop or service; a general word where no file names one."""
    return display_name(site, lang) if site else word(NOTE_LABELS, "no_shop", lang)


def say(name: str, lang: str, **values: Any) -> str:
    """A sentence of ``SAY_LABELS`` in ``lang`` with its values filled in."""
    return gettext(SAY_LABELS[name], lang, **values)
