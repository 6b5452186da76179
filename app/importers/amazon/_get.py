"""How a person comes by the files that are not in "Your Orders"."""

from app.i18n import N_
from app.importers.amazon.order_history import get as _orders
from app.importers.amazon.order_history import takes as takes

ALL_DATA_SENTENCES = (
    _orders[0],
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
