"""The format of tables that no format recognises, with their columns named by a person."""

from app.i18n import N_

label = N_("Any other table")
group = "other"
one_shop = True
