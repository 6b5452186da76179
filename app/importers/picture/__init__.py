"""Pictures of the screens of any app, read by ``app.importers.screens``."""

from app.i18n import N_

label = N_("Pictures of a screen")
group = "other"
