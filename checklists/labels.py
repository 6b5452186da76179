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
# What steps ask for, in words that everybody knows, each with the ids or phases of its steps. In Japanese each word in
# kanji says how it is read: ``｜電話《でんわ》``.
EASY_SENTENCES = {
    N_("Are you afraid of somebody near you? Talk to somebody you trust first."): ("safe.known_person",),
    N_("Agree what you help with."): ("safe.helping",),
    N_("Ask everyone at home if they know it."): ("save.household",),
    N_("Take pictures of the screen. Delete nothing."): ("save.screens", "account.screens"),
    N_("Keep the emails. Do not delete them."): ("save.mail",),
    N_("Do not open links in messages."): ("save.alert_check", "save.message_check"),
    N_("Ask the shop for your data."): ("save.data_request",),
    N_("Have the card stopped now."): ("stop.card",),
    N_("Have the account stopped now."): ("stop.transfer", "stop.securities", "stop.crypto"),
    N_("Have the payment stopped now."): ("stop.payapp", "stop.konbini", "stop.prepaid"),
    N_("Cancel the order that you do not know."): ("stop.cancel_orders",),
    N_("Contact a shop only from its own site or app."): ("stop.no_recall_number",),
    N_("Warn your friends."): ("stop.warn_friends",),
    N_("Make a new password for your email."): ("mail.password",),
    N_("Look at your email and its settings."): ("mail",),
    N_("Protect your phone and its number."): ("phone",),
    N_("Remove bad apps from your phone or computer."): ("phone.malware", "device.clean"),
    N_("Lock the phone that you lost."): ("device.lost",),
    N_("Look whether your money was moved."): ("device.moved",),
    N_("Set a lock on purchases, together with your child."): ("device.purchase_lock",),
    N_("Get back into your account, without haste."): ("device.recover",),
    N_("Make a new password for your account."): ("account.password",),
    N_("Make your account safe."): ("account",),
    N_("Tell the shop or the service what happened."): ("account.report", "report.shop"),
    N_("Make a new password for the shop."): ("shop.password",),
    N_("Make new passwords where you used the same one."): ("shop.reuse",),
    N_("Ask the shop for help."): ("shop.locked_out", "shop.guided"),
    N_("Look for hidden orders."): ("shop.archived",),
    N_("Look at the settings of your shop account."): ("shop",),
    N_("Look at orders and payments one by one."): ("rec.charges",),
    N_("Look at each change of your balance."): ("rec.giftcard", "rec.points"),
    N_("Look for reviews in your name."): ("rec.reviews",),
    N_("Do not pay for a parcel that you do not know."): ("parcel.decide", "parcel.refuse_cod", "parcel.family_rule"),
    N_("Tell the shop about the parcel."): ("parcel.not_as_ordered", "parcel.report_shop"),
    N_("Ask for your money back."): ("claim", "parcel.paid"),
    N_("Do not confirm the receipt. Tell the marketplace."): ("claim.auction",),
    N_("Tell the police."): ("report.police_jp", "report.uk"),
    N_("Tell an advice desk."): ("report.188",),
    N_("Report what happened."): ("report",),
    N_("If you sell: tell the marketplace."): ("seller",),
    N_("Look at your account again in some weeks."): ("watch.weekly", "watch.reupload"),
    N_("Tell the credit bureaus."): ("watch.credit_bureau",),
}
_EASY = {name: sentence for sentence, names in EASY_SENTENCES.items() for name in names}


def easy_sentence(step: str) -> str:
    """What the step of an id asks for, in easy words: its own sentence, else that of its phase."""
    return _EASY.get(step) or _EASY[step.partition(".")[0]]
