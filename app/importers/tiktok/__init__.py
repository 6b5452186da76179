"""The formats of TikTok."""

from app.i18n import N_

label = N_("TikTok")
