"""Mails in which shops, cards and payment services tell of orders, refunds, payments and sign-ins."""

from app.i18n import N_

label = N_("Mails")
rank = 4
likely = 20
