"""The formats of X."""

from app.i18n import N_

label = N_("X (Twitter)")
