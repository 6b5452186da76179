"""The files of an account as they are handed in: zips as Amazon and Google send them, saved pages beside them."""

import io
import zipfile
from datetime import timedelta

from evaluation.export import File, amazon, gift_card, github, google, lists, others, payments, seller
from evaluation.simulate.life import Life

ROOTS = {"JP": "Your Orders/", "US": "All Data Categories/"}


def bundles(life: Life) -> list[tuple[str, list[File]]]:
    """What is handed in, as (name, files in it); an empty name stands for a loose file."""
    found: list[tuple[str, list[File]]] = []
    if life.options.both_eras:
        found.append(("Your Orders 2025.zip", _era_b(life, 0.75)))
    if life.options.era == "B":
        found.append(("Your Orders.zip", _era_b(life, 1.0)))
    else:
        found.append(("Your Orders.zip", _era_c(life)))
    if life.options.gift_pages:
        found += (("", [page]) for page in gift_card.pages(life))
    if life.options.transactions:
        found.append(("", [payments.transactions(life)]))
    found += (("", [one]) for one in lists.lists(life))
    if life.audits:
        found.append(("", [github.security_log(life)]))
    if life.sales:
        reports = (seller.unshipped(life), seller.pending(life), seller.returns(life))
        found += (("", [one]) for one in _filled(list(reports)))
    if life.options.logins_file and life.logins:
        found.append(("takeout-001.zip", [google.access_log(life)]))
    more = [make(life) for make, records in ((others.devices, life.devices), (others.cards, life.cards)) if records]
    if more:
        found.append(("All Data Categories.zip", more))
    return found


def _era_b(life: Life, share: float) -> list[File]:
    until = life.start + share * (life.end - life.start) if share < 1 else None
    digital = [others.old_digital(life, until)] if life.options.digital_file else []
    more = [*digital, amazon.old_refunds(life, until), amazon.old_returns(life, until)]
    return [amazon.orders(life, until, old=True), *_filled(more)]


def _era_c(life: Life) -> list[File]:
    digital = [others.digital(life)] if life.options.digital_file else []
    files = [amazon.orders(life), *_filled([*digital, amazon.refunds(life), amazon.returns(life)])]
    root = ROOTS.get(life.home.country, "")
    for file in files:
        file.path = root + file.path
    return files


def _filled(files: list[File]) -> list[File]:
    """Amazon leaves out a file that would have no rows."""
    return [file for file in files if file.rows]


def packed(files: list[File], life: Life) -> bytes:
    """A zip of the files, the same bytes each time."""
    out = io.BytesIO()
    moment = (life.end + timedelta(hours=9)).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.path, moment), file.data, zipfile.ZIP_DEFLATED, 1)
    return out.getvalue()
