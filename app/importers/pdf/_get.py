"""How to get statements as PDF."""

from app.i18n import N_

get = (
    N_("Sign in to the website or app of the bank or card, and open its statements."),
    N_(
        "Prefer a CSV file where the page offers one. Otherwise download the statement as PDF, for each month that you "
        "want to have checked, and hand it in as it is; a photo or scan of paper cannot be read."
    ),
)
takes = N_("Where the page offers the download, you have the file at once.")
cannot_show = N_(
    "A statement gives days without a time of day, and very new payments are missing. It is read only where its own "
    "balances or total prove every amount; otherwise you can say what its columns are."
)
