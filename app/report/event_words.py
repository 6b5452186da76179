"""The words for events: what their tables are called, what a change of an account is about, and the notes on those that
only a mail or a picture shows, by their column ``mail``."""

from app.i18n import N_
from app.i18n.translate import translate

TABLE_LABELS = {
    "orders": N_("Orders"),
    "refunds": N_("Refunds"),
    "returns": N_("Returns"),
    "ledger": N_("Gift card and points history"),
    "payments": N_("Payments"),
    "logins": N_("Sign-ins"),
    "changes": N_("Account changes"),
}

# What a change of an account is about, by its kind. A device says that itself, and of the others it is not known.
CHANGE_LABELS = {
    "address": N_("Delivery address"),
    "card": N_("Card"),
    "mail": N_("Email address"),
    "phone": N_("Phone number"),
    "password": N_("Password"),
    "two_step": N_("Two-step verification"),
    "passkey": N_("Passkey or security key"),
    "app": N_("Linked app or access key"),
    "rule": N_("Forwarding, filter or shared access of a mailbox"),
    "recovery": N_("Address, number or code for getting back in"),
}

MAIL_SENTENCES = {
    "authenticated": N_("A mail says so. The mail service that received it confirmed the sender."),
    "unauthenticated": N_("A mail says so. Nothing in it confirms the sender, so it may be forged."),
    "forwarded": N_("A forwarded mail says so. Nothing confirms the sender of the original, so it may be forged."),
    "pasted": N_("A pasted mail says so. Nothing confirms its sender, so it may be forged."),
    "picture": N_("A picture of a screen says so, which proves nothing by itself."),
    "picture_corrected": N_(
        "Read from a picture of a screen, then corrected or completed by the account holder, which proves nothing by "
        "itself. The picture and what was read in it are kept."
    ),
    "picture_added": N_(
        "Added by the account holder to what was read from a picture of a screen, which proves nothing by itself."
    ),
}


def mail_sentence(mail: str | None, lang: str) -> str | None:
    """The note on a row that only a mail shows, in ``lang``; null for other rows."""
    return translate(MAIL_SENTENCES[mail], lang) if mail in MAIL_SENTENCES else None
