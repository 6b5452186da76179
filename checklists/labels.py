"""What pages call the parts of a step."""

from checklists import N_

PRIORITY_LABELS = {
    "essential": N_("Most important"),
    "recommended": N_("Recommended"),
    "optional": N_("If you have time"),
}
WARN_SENTENCES = {
    "may_alert_other_person": N_(
        "Anyone else in this account may notice this. If it could be someone close to you and you "
        "are afraid of how they will react, talk to someone you trust first."
    ),
}
# What is worth writing down when a step is done.
RECORD_LABELS = {
    "time": N_("When"),
    "device": N_("Device used"),
    "note": N_("Note"),
    "home": N_("Something that my child bought, or a card or account of my business"),
    "person": N_("Who"),
    "answer": N_("Answer"),
    "file": N_("File"),
    "order": N_("Order number"),
    "amount": N_("Amount"),
    "card": N_("Last four digits of the card"),
    "address": N_("Address"),
    "shop": N_("Shop"),
    "carrier": N_("Carrier"),
    "tracking": N_("Tracking number"),
    "photo": N_("Picture"),
    "case_number": N_("Case number"),
    "promise": N_("What was promised"),
    "due": N_("By when"),
}
