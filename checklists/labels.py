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
# What the steps of a phase ask for, in words that everybody knows. In Japanese each word in kanji says how it is read:
# ``｜電話《でんわ》``.
EASY_SENTENCES = {
    "safe": N_("Are you afraid of somebody near you? Talk to somebody you trust first."),
    "save": N_("Take pictures of the screen. Delete nothing."),
    "stop": N_("Call, and have the card or the payment stopped."),
    "mail": N_("Make a new password for your email."),
    "phone": N_("Protect your phone and its number."),
    "device": N_("Remove bad apps from your phone or computer."),
    "account": N_("Make a new password for your account."),
    "shop": N_("Make a new password for the shop, and look at your orders there."),
    "rec": N_("Ask the shop for help."),
    "parcel": N_("Do not pay for a parcel that you do not know."),
    "claim": N_("Ask for your money back."),
    "report": N_("Tell the police or an advice desk."),
    "seller": N_("If you sell: tell the marketplace."),
    "watch": N_("Look at your account again in some weeks."),
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
