"""The formats of banks that write OFX or QFX."""

from app.i18n import N_

label = N_("Any bank or card that gives OFX or QFX files")
rank = 12
