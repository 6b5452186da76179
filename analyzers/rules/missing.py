"""The reason, and the formats to get, where no file handed in fills a table or column that a detector needs."""

from analyzers import N_

MISSING_SENTENCES = {
    "missing.orders": N_("No file with your orders was handed in."),
    "missing.orders.at": N_("None of the files handed in says when orders were placed."),
    "missing.orders.payment": N_("None of the files handed in says how orders were paid."),
    "missing.orders.address": N_("None of the files handed in says where orders were sent."),
    "missing.orders.total_minor": N_("None of the files handed in says what orders cost."),
    "missing.refunds": N_(
        "No file with your refunds was handed in. An account without refunds does not have this file."
    ),
    "missing.refunds.amount_minor": N_("None of the files handed in says how much was refunded."),
    "missing.refunds.status": N_("None of the files handed in says which refunds were completed."),
    "missing.refunds.destination": N_("None of the files handed in says where refunds were paid to."),
    "missing.ledger": N_(
        "No gift-card history was handed in. It is a page that you save or paste, because Amazon "
        "does not offer a file of it."
    ),
    "missing.ledger:points": N_("No history of your points was handed in."),
    "missing.ledger.amount_minor": N_("None of the gift-card histories handed in shows amounts."),
    "missing.ledger.balance_minor": N_("None of the gift-card histories handed in shows the balance after each entry."),
    "missing.ledger.amount_minor:points": N_("None of the histories of points handed in shows amounts."),
    "missing.ledger.balance_minor:points": N_(
        "None of the histories of points handed in shows the balance after each entry."
    ),
    "missing.ledger.order_id": N_(
        "None of the gift-card histories handed in names the orders that gift cards were used for."
    ),
    "missing.orders.kind": N_("None of the files handed in contains the titles of what was ordered."),
    "missing.orders.item_id": N_("None of the files handed in names the items that were ordered."),
    "missing.orders.source": N_("No file with your orders was handed in."),
    "missing.returns": N_(
        "No file with your returns was handed in. An account without returns does not have this file."
    ),
    "missing.payments": N_(
        "No list of payments was handed in. Payment services, cards and banks offer one; at Amazon "
        "it is the page “Your Transactions”, which you paste."
    ),
    "missing.payments.merchant": N_("None of the lists of payments handed in says who was paid."),
    "missing.payments.order_id": N_("None of the lists of payments handed in names orders."),
    "missing.logins": N_("No list of sign-ins was handed in."),
    "missing.logins.country": N_(
        "The country of the sign-ins is unknown, because no file handed in contains their internet addresses."
    ),
    "missing.logins.agent": N_("None of the lists of sign-ins handed in says which devices were used."),
    "missing.logins.success": N_("None of the lists of sign-ins handed in tells failed attempts from good ones."),
    "missing.logins.activity": N_("None of the lists of sign-ins handed in says what was done."),
    "missing.logins.at_basis": N_("None of the lists of sign-ins handed in gives the times of sign-ins."),
    "missing.changes": N_("No list of changes to an account (password, devices, cards) was handed in."),
    "missing.logins.prefix": N_(
        "The network of the sign-ins is unknown, because no file handed in contains their internet addresses."
    ),
}
OTHER_SENTENCE = N_("None of the files handed in contains what this check needs.")


def code(need: str, account: str | None = None) -> str:
    """The reason code for a missing ``table`` or ``table.column``; of one kind of ledger ``account``, if the check
    is for that kind."""
    codes = (f"missing.{need}:{account}", f"missing.{need}")
    return next((candidate for candidate in codes if candidate in MISSING_SENTENCES), "missing")
