"""The meanings of the reasons that shops give for refunds, as patterns of their words."""

# The parcel was refused or could not be handed over, so it goes back by itself.
REFUSED = r"(?i)refus|undeliver|unpaid|not accepted|受取拒否|受け取り拒否|受取辞退|配達不能|配送不能|不在"
# The refund follows a return.
SENT_BACK = r"(?i)customer return|not satisfactory|wrong item"
# The shop adjusts the account, for example to apologise.
GOODWILL = r"(?i)アカウントの調整|account adjustment|concession|goodwill"
