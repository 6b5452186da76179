"""Statements of any bank or card that are printed as PDF, and proved by their own sums."""

from app.i18n import N_

label = N_("Statements as PDF")
