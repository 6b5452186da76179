"""The formats of banks that write CAMT, the messages of ISO 20022."""

from app.i18n import N_

label = N_("Any bank that gives CAMT files")
rank = 13
