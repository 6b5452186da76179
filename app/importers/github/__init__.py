"""The formats of GitHub."""

from app.i18n import N_

label = N_("GitHub")
likely = 99
