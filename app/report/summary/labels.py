"""The labels of the values in a summary; ``app.report.summary.words.word`` translates them."""

from analyzers.findings.finding import Finding
from analyzers.rules.contract import DISOWNED
from app.i18n import N_

SEVERITY_LABELS = {
    "critical": N_("Critical"),
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
    "info": N_("For information"),
}

KIND_LABELS = {
    "proof": N_("The files contradict each other or themselves"),
    "surprise": N_("Unusual for this account"),
    "rule": N_("Matches a known pattern of misuse"),
    "answers": N_("Rests on answers alone: no sign in the files led to it"),
}

ANSWER_LABELS = {
    "mine": N_("It was me"),
    "family": N_("By my word, it was someone in my family"),
    "not_mine": N_("I do not recognise it"),
    "mine_unpaid": N_("It is mine, but the money did not come"),
    "not_sure": N_("Not sure"),
    None: N_("Not answered yet"),
}

BASIS_LABELS = {
    "stated": N_("As the file states it"),
    "assumed": N_("The file names no time zone; the zone is assumed"),
    "date_only": N_("The file gives the day only"),
    None: N_("The file gives no time"),
}

ROLE_LABELS = {
    "trigger": N_("The row that led to this finding"),
    "context": N_("A related row"),
}

STATE_LABELS = {
    "done": N_("Done"),
    "doing": N_("In progress"),
    "waiting": N_("Waiting for a reply"),
    "reopened": N_("Open again"),
    "later": N_("Later"),
    "not_for_me": N_("Set aside"),
    None: N_("Open"),
}

# The kinds of data that can be left out for a recipient.
WITHHELD_LABELS = {
    "card_digits": N_("Digits of cards"),
    "sign_in_addresses": N_("Network addresses of sign-ins"),
    "delivery_addresses": N_("Delivery addresses"),
    "recipient_names": N_("Names of recipients"),
    "other_shops": N_("Other shops and services"),
    "cells": N_("Rows as they are in the files"),
    "file_names": N_("Names and hashes of the files"),
    "evidence_names": N_("Names and hashes of the evidence files"),
    "contacts": N_("Contacts with others"),
    "household": N_("Answers of the family"),
    "notes": N_("Notes on the steps"),
    "person": N_("Your name and how to reach you"),
    "unanswered": N_("Findings without an answer"),
}


def reason_of(finding: Finding) -> str:
    """Why there is a finding: its kind, or ``answers`` where it rests on the owner's answers alone."""
    return "answers" if finding.detector == DISOWNED else finding.kind
