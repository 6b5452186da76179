"""The formats of LinkedIn."""

from app.i18n import N_

label = N_("LinkedIn")
