"""The lists of transactions of credit unions in the United States, of which many use the same few programs."""

from app.i18n import N_

label = N_("Credit unions (United States)")
