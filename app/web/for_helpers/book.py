"""Sentences of the result, the findings, the book and their questions as a helper reads them."""

from collections.abc import Mapping
from types import MappingProxyType

from app.i18n import N_, nN_

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "Went to places and people you know": N_("Went to places and people the person knows"),
        "You do not recognise it": N_("The person does not recognise it"),
        "By your word, somebody at home knows it": N_("By the person's word, somebody at home knows it"),
        "You are not sure": N_("The person is not sure"),
        "Refunds whose money did not come to you": N_("Refunds whose money did not come to the person"),
        "Do you recognise this?": N_("Does the person recognise this?"),
        "Was this you?": N_("Was this the person?"),
        "You have recognised all of it.": N_("The person has recognised all of it."),
        "Where you stand": N_("Where the person stands"),
        "See where you stand": N_("See where the person stands"),
        "How much of your history is accounted for": N_("How much of the person's history is accounted for"),
        "What is usual for you": N_("What is usual for the person"),
        "Tell us what is usual for you": N_("Note what is usual for the person"),
        "Who receives parcels at your home?": N_("Who receives parcels at the person's home?"),
        "Names as they appear on parcels, including yours. One per line.": N_(
            "Names as they appear on parcels, including the person's. One per line."
        ),
        "To which addresses do you and your family have things sent?": N_(
            "To which addresses do the person and their family have things sent?"
        ),
        "In which countries do you spend time regularly?": N_(
            "In which countries does the person spend time regularly?"
        ),
        "Did you or your family travel abroad?": N_("Did the person or their family travel abroad?"),
        "Also trips of anyone who signs in to your account.": N_(
            "Also trips of anyone who signs in to the person's account."
        ),
        "In which time zone do you live?": N_("In which time zone does the person live?"),
        "Which payment cards do you use?": N_("Which payment cards does the person use?"),
        "In which shops do you buy?": N_("In which shops does the person buy?"),
        "How do you go online?": N_("How does the person go online?"),
        "As it appears in your files": N_("As it appears in the person's files"),
        "As it appears in your files (rows: {count})": N_("As it appears in the person's files (rows: {count})"),
        "Your files hold no entry of a buyer.": N_("The person's files hold no entry of a buyer."),
        "Everything that happened in your account, each once. What you say here counts everywhere.": N_(
            "Everything that happened in the person's account, each once. What is answered here counts everywhere."
        ),
        "A letter, filled in from your answers": N_("A letter, filled in from the person's answers"),
        "Back in your newest export": N_("Back in the person's newest export"),
        "Gone from your newest export": N_("Gone from the person's newest export"),
        "Do you recognise these?": N_("Does the person recognise these?"),
        (
            "Everything that the checks found, with the rows of your files. Ask your household before you "
            "answer: what surprises one person was often done by another."
        ): N_(
            "Everything that the checks found, with the rows of the person's files. Have the household asked "
            "before it is answered: what surprises one person was often done by another."
        ),
        "It is stored encrypted with your case, is used for nothing else, and is erased with it.": N_(
            "It is stored encrypted with the case, is used for nothing else, and is erased with it."
        ),
        "Last day on which it was yours": N_("Last day on which it was the person's"),
        "Moved away? Yours until when?": N_("Moved away? The person's until when?"),
        "Orders sent there after that day are asked about one by one. Leave it empty if it is still yours.": N_(
            "Orders sent there after that day are asked about one by one. Leave it empty if it is still the person's."
        ),
        "None of our checks could be made with what you handed in": N_(
            "None of our checks could be made with what was handed in"
        ),
        "Nothing stood out in what you handed in": N_("Nothing stood out in what was handed in"),
        "Nothing unusual was found in what you handed in": N_("Nothing unusual was found in what was handed in"),
        "Nothing you handed in could be read as a history, so nothing can be said about the account yet.": N_(
            "Nothing that was handed in could be read as a history, so nothing can be said about the account yet."
        ),
        "You do not recognise this. The steps now take it into account.": N_(
            "The person does not recognise this. The steps now take it into account."
        ),
        "On {day} somebody else may have used your account": N_(
            "On {day} somebody else may have used the person's account"
        ),
        "Somebody else may have used your account": N_("Somebody else may have used the person's account"),
        "Places, recipients and devices that your files name need no typing: answer them there.": N_(
            "Places, recipients and devices that the person's files name need no typing: answer them there."
        ),
        "Some things are usual for you and look strange to us: trips, relatives' addresses, networks at work.": N_(
            "Some things are usual for the person and look strange to us: trips, relatives' addresses, "
            "networks at work."
        ),
        (
            "That is good news about these files and these periods only. Only you know what is yours: "
            "account for the rest yourself, it does not take long."
        ): N_(
            "That is good news about these files and these periods only. Only the person knows what is "
            "theirs: go through the rest together, it does not take long."
        ),
        "The money of {count} refund did not come to you.": nN_(
            "The money of {count} refund did not come to the person.",
            "The money of {count} refunds did not come to the person.",
        ),
        "The questions about your history have to be prepared once more. Your answers are kept.": N_(
            "The questions about the person's history have to be prepared once more. The answers are kept."
        ),
        "This follows from the figures in your own files. It is not an estimate.": N_(
            "This follows from the figures in the person's own files. It is not an estimate."
        ),
        (
            "This is unusual compared with the rest of your history. Unusual is not the same as wrong, and "
            "we cannot yet say how often a sign like this turns out to be harmless."
        ): N_(
            "This is unusual compared with the rest of the person's history. Unusual is not the same as "
            "wrong, and we cannot yet say how often a sign like this turns out to be harmless."
        ),
        "This is yours, but its money did not come to you. The steps and letters claim the money.": N_(
            "This is the person's, but its money did not come to them. The steps and letters claim the money."
        ),
        (
            "What you say here is no longer shown as unusual. Leave empty whatever does not apply or what "
            "you do not want to say."
        ): N_(
            "What is said here is no longer shown as unusual. Leave empty whatever does not apply or what "
            "the person does not want to say."
        ),
        "You are not sure of {count} entry.": nN_(
            "The person is not sure of {count} entry.", "The person is not sure of {count} entries."
        ),
        "You can come back to this when you have asked. Until then the steps treat it as open.": N_(
            "This can be answered when everybody has been asked. Until then the steps treat it as open."
        ),
        (
            "You gave this answer to another finding that cites the same rows. It applies here too; you can change it."
        ): N_(
            "This answer was given to another finding that cites the same rows. It applies here too; it can be changed."
        ),
        "You recognised this. Nothing needs to be done about it.": N_(
            "The person recognised this. Nothing needs to be done about it."
        ),
        "By your answer, it is your family's. Nothing needs to be done about it.": N_(
            "By the person's answer, it is their family's. Nothing needs to be done about it."
        ),
        "You said that the money of these {count} did not come to you": N_(
            "The person said that the money of these {count} did not come to them"
        ),
        "You said that the money of this did not come to you": N_(
            "The person said that the money of this did not come to them"
        ),
        "You said that these {count} are not yours": N_("The person said that these {count} are not theirs"),
        "You said that these {count} are yours": N_("The person said that these {count} are theirs"),
        "You said that this is not yours": N_("The person said that this is not theirs"),
        "You said that this is yours": N_("The person said that this is theirs"),
        "You said that your family knows these {count}": N_("The person said that their family knows these {count}"),
        "You said that your family knows this": N_("The person said that their family knows this"),
        "You were not sure about these {count}": N_("The person was not sure about these {count}"),
        "You were not sure about this": N_("The person was not sure about this"),
        (
            "Your files could be read, but each check needs something that is not in them. So nothing can be "
            "said about the account yet, neither good nor bad."
        ): N_(
            "The person's files could be read, but each check needs something that is not in them. So "
            "nothing can be said about the account yet, neither good nor bad."
        ),
        "Your history from {first} to {last}": N_("The person's history from {first} to {last}"),
        "Your history: {period}": N_("The person's history: {period}"),
        "You do not recognise {count} entry.": nN_(
            "The person does not recognise {count} entry.", "The person does not recognise {count} entries."
        ),
        "By your answers, {count} entry is yours or your family's.": nN_(
            "By the person's answers, {count} entry is theirs or their family's.",
            "By the person's answers, {count} entries are theirs or their family's.",
        ),
    }
)
