"""How a person gets the files of Instagram's download."""

from app.i18n import N_

get = (
    N_(
        "Sign in to Instagram and ask in its settings for a download of your information. Choose "
        "the format JSON and the "
        "whole period."
    ),
    N_("When Instagram says that the download is ready, hand in the zip as it is; you need not unpack it."),
)
takes = N_("Instagram sends a message when the download is ready. We do not know how long that takes for you.")
