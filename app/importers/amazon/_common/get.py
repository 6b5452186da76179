"""How a person gets Amazon's files: those of "Your Orders" (``get``, ``takes``), all data, old files, other tools."""

from app.i18n import N_

get = (
    N_(
        "Sign in on the site where you shop (amazon.co.jp, amazon.com …) and open the page “Request Your Personal "
        "Information” there: its address ends in /hz/privacy-central/data-requests/preview.html."
    ),
    N_("Choose “Your Orders” and send the request, then press the link in the email that asks you to confirm it."),
    N_(
        "When Amazon writes that the data is ready, download “Your Orders.zip” and hand it in as it is. "
        "You need not unpack it."
    ),
)
takes = N_("Amazon sends an email when the file is ready. We do not know how long that takes for you.")

ALL_DATA_SENTENCES = (
    get[0],
    N_(
        "Choose “Request All Your Data” and send the request, then press the link in the email "
        "that asks you to confirm it."
    ),
    N_(
        "When Amazon writes that the data is ready, download every zip file it offers and hand them in as they are. "
        "You need not unpack them."
    ),
)
OLD_SENTENCES = (N_("Amazon no longer offers this file. Hand it in if you saved it at the time."),)
TOOL_SENTENCES = (
    N_(
        "Browser extensions and programs made by other people create this file. If you already "
        "have it, hand it in as it is. You need not install anything."
    ),
)
AT_ONCE_SENTENCE = N_("It is a file that you already have; you need not wait.")
