"""The formats of banks and programs that write QIF."""

from app.i18n import N_

label = N_("Any bank or program that gives QIF files")
rank = 15
