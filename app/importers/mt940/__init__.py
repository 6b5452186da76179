"""The formats of banks that write SWIFT's MT940 and MT942."""

from app.i18n import N_

label = N_("Any bank that gives MT940 files")
rank = 14
