"""A picture of a list on a screen. This format claims no table: the confined process reads pictures apart from tables
(``app.importers.screens``), and their rows are events once a balance proves them or a person confirmed them."""

from app.i18n import N_
from app.importers import Events
from app.reader.table import Block, Head

title = N_("Picture of a screen")
get = (
    N_("Open the list in the app: payments, orders, points, a balance, a card statement, sign-ins or devices."),
    N_("Take a screenshot, scroll on so that the last rows are still seen, and take the next one."),
    N_("Hand in the pictures as they are, not copies that a chat or mail has made smaller."),
)
takes = N_("A minute for a few screens.")
cannot_show = N_(
    "A picture proves nothing, and letters may be read wrongly: its rows count once you compared them with the "
    "picture, or where the balances in it prove them."
)
unverified = True
totals_are_whole = False  # the total that a list of orders shows may leave out what gift cards and points paid
partial = True  # what is not in a picture may be in another
columns = None


def recognises(head: Head) -> bool:
    """Never: a picture has no table."""
    return False


def read(head: Head, block: Block) -> Events:
    """No events. See ``app.importers.screens.events``."""
    return Events()
