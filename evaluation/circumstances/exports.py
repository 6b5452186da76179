"""What is handed in begins late, leaves a file or a page out, or comes twice."""

from evaluation.simulate.life import Life


def orders_begin_late(life: Life) -> None:
    """The list of orders covers only the last part; refunds and the balance speak of older ones."""
    life.options.orders_from = life.start + life.rng.uniform(0.2, 0.6) * (life.end - life.start)


def no_digital_file(life: Life) -> None:
    """The file of digital orders is missing, though the balance paid for some."""
    life.options.digital_file = False


def no_gift_pages(life: Life) -> None:
    """The gift-card history was not saved."""
    life.options.gift_pages = False


def lost_page(life: Life) -> None:
    """One page of the gift-card history was not saved."""
    life.options.lost_page, life.options.page_rows = True, life.rng.choice((5, 8, 10))


def small_pages(life: Life) -> None:
    """The history comes in many short pages."""
    life.options.page_rows = life.rng.choice((3, 5, 8))


def pasted(life: Life) -> None:
    """The gift-card history is pasted as text instead of saved."""
    life.options.pasted = True


def older_generation(life: Life) -> None:
    """The export is one of the years before 2026."""
    life.options.era = "B"


def two_exports(life: Life) -> None:
    """An older export is handed in beside the new one; most orders stand in both."""
    life.options.both_eras = True


def no_sign_ins(life: Life) -> None:
    """No list of sign-ins is handed in."""
    life.options.logins_file = False
