"""The labels of an exhibit: its kind of file, and how the person got it."""

from app.i18n import N_

FILE_LABELS = {
    "picture": N_("Picture"),
    "pdf": N_("PDF"),
    "mail": N_("Email"),
    "other": N_("Other file"),
}
HOW_LABELS = {
    "download": N_("Downloaded from the service"),
    "screenshot": N_("Screenshot"),
    "forwarded": N_("Forwarded by somebody"),
    "photo": N_("Photo"),
    "other": N_("In another way"),
}
