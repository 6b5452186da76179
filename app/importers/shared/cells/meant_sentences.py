"""Problems of cells of which a person has said what their values mean, by the code of the problem."""

from app.i18n import N_

MEANT_SENTENCES = {
    "unknown-direction": N_(
        "Column “{column}” contains “{cell}”, and nobody has said whether this means money that came in or that went "
        "out. The row is shown, but its amount is not added up."
    ),
    "unknown-status": N_(
        "Column “{column}” contains “{cell}”, and nobody has said whether a row with this status counts. The row is "
        "shown, but its amount is not added up."
    ),
    "contrary-sign": N_(
        "Column “{column}” contains “{cell}”, whose sign does not fit what the row says of its direction. The row is "
        "shown, but its amount is not added up."
    ),
    "no-direction": N_(
        "Column “{column}” contains “{cell}”, which was said to mean neither money that came in nor money that went "
        "out. This row is not counted."
    ),
}
# The sentences of empty cells.
EMPTY_MEANT_SENTENCES = {
    "unknown-direction": N_(
        "Column “{column}” is empty, and nobody has said whether this means money that came in or that went out. The "
        "row is shown, but its amount is not added up."
    ),
    "unknown-status": N_(
        "Column “{column}” is empty, and nobody has said whether a row without a status counts. The row is shown, but "
        "its amount is not added up."
    ),
    "no-direction": N_(
        "Column “{column}” is empty, which was said to mean neither money that came in nor money that went out. This "
        "row is not counted."
    ),
}
