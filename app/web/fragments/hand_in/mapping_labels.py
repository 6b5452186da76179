"""The labels of rows, columns, questions and answers on the page about the columns of an unknown table."""

from app.i18n import N_

ROW_LABELS = {
    "orders": N_("Orders, or items of orders"),
    "refunds": N_("Refunds"),
    "payments": N_("Payments, as on a card or bank statement"),
    "ledger": N_("A gift-card, points or other balance, transaction by transaction"),
    "logins": N_("Sign-ins to an account"),
}
COLUMN_LABELS = {
    "order_id": N_("Order number"),
    "date": N_("Date"),
    "month": N_("Month, if it has a column of its own"),
    "day": N_("Day of the month, if it has a column of its own"),
    "clock": N_("Time of day, if it has a column of its own"),
    "total": N_("What it cost"),
    "amount": N_("Amount"),
    "amount_in": N_("Amount received, if it has a column of its own"),
    "direction": N_("Whether money came in or went out, if a column says so"),
    "balance": N_("Balance after the transaction"),
    "currency": N_("Currency"),
    "item_id": N_("Item number"),
    "title": N_("Title of what was bought"),
    "quantity": N_("Number of items"),
    "status": N_("Status"),
    "payment": N_("Payment method"),
    "address": N_("Delivery address"),
    "shop": N_("Shop"),
    "merchant": N_("Shop, or where the money went"),
    "method": N_("Card or account that paid"),
    "reason": N_("Reason"),
    "serial": N_("Serial number"),
    "ip": N_("Internet address (IP)"),
    "agent": N_("Device or browser"),
    "country_stated": N_("Country"),
    "city": N_("City or place"),
    "activity": N_("What was done"),
    "result": N_("Whether it succeeded"),
    "account": N_("Account"),
}
QUESTION_LABELS = {
    "order": N_("Which number comes first in the dates?"),
    "until": N_("The dates have no year. On which day does this list end at the latest?"),
    "zone": N_("Which clock do the times follow?"),
    "currency": N_("In which currency are the amounts?"),
    "sign": N_("What does an amount without a minus sign mean?"),
    "account": N_("Which balance is it?"),
}
ANSWER_LABELS = {
    "day": N_("The day (03/04 is 3 April)"),
    "month": N_("The month (03/04 is March 4)"),
    "year": N_("The year (250314 is 14 March 2025)"),
    "out": N_("Money that I paid"),
    "in": N_("Money that I received"),
    "gift_card": N_("Gift card"),
    "points": N_("Points"),
    "e_money": N_("Electronic money, such as a travel card"),
    "wallet": N_("App wallet"),
    "unknown": N_("I do not know"),
    "Asia/Tokyo": N_("Japan time"),
    "UTC": N_("UTC"),
    "balance": N_("Balance of a payment service or bank"),
}
MISSING_SENTENCES = {
    "column": N_("Choose the column for “{name}”. Without it the rows cannot be used."),
    "answer": N_("Answer this: the table itself does not tell."),
    "rows": N_("Choose what the rows of this table are."),
    "direction": N_(
        "Column “{column}” seems to say whether money came in or went out. Choose it, or say that no column does."
    ),
    "both": N_("A column says already whether money came in or went out. Take one of the two back."),
    "several": N_("Column “{column}” has too many different values to say whether money came in or went out."),
    "meanings": N_("Check what the values of “{column}” mean, and save once more."),
    "meaning": N_("Say what “{value}” means. Without it such rows cannot be counted."),
    "parts": N_("Month and day need a column each, beside the one of the year."),
    "until": N_("Give the day on which this list ends at the latest."),
}
MEANING_LABELS = {
    "in": N_("Money that came in"),
    "out": N_("Money that went out"),
    "neither": N_("Neither of both, as in a total or an exchange between your own balances"),
    "completed": N_("Counts: booked or completed"),
    "pending": N_("Not yet booked"),
    "declined": N_("Declined"),
    "reversed": N_("Reversed"),
}
VALUES_LABELS = {
    "direction": N_("What do the values of “{column}” mean for the money?"),
    "status": N_("What do the values of “{column}” say of a row?"),
}
NOWHERE_LABEL = N_("No column says so: a minus sign does, or all amounts go the same way")
OTHERS_LABEL = N_("Every other value")
EMPTY_LABEL = N_("(an empty cell)")
