"""How a seller gets the reports."""

from app.i18n import N_

REPORT_SENTENCES = (
    N_("Sign in to Seller Central and open the reports on orders, returns or payments."),
    N_("Ask for the report that has the name given here, for the longest time that the page offers."),
    N_(
        "When it is ready, download it as a text file (.txt) and hand it in as it is. Do not open "
        "it in a spreadsheet first."
    ),
)
REPORT_TAKES_SENTENCE = N_("We do not know how long Seller Central takes to make a report for you.")
