"""The sentences of a check of a bundle: one for each result and each change, for the command, the page of the service
and the page inside the bundle."""

from app.i18n import N_

RESULT_SENTENCES = {
    "unchanged": N_("Nothing was changed since this bundle was signed."),
    "uncompared": N_(
        "Unchanged since it was signed with the key {key}. Compare this number with the one on the printed summary."
    ),
    "repacked": N_("The files are unchanged, but the ZIP file around them was packed again."),
    "changed": N_("This bundle was changed after it was signed."),
    "foreign": N_("This is not an evidence bundle that Mioboe made."),
    "unreadable": N_("This file cannot be read as an evidence bundle."),
}
CHANGE_SENTENCES = {
    "changed": N_("Changed: {path}"),
    "missing": N_("Missing: {path}"),
    "added": N_("Added, not part of the signed bundle: {path}"),
    "renamed": N_("Renamed: {path} is now called {other}"),
    "duplicate": N_("Twice in the ZIP file: {path}"),
    "damaged": N_("Damaged, cannot be unpacked: {path}"),
    "expands": N_("Unpacks to far more data than it states: {path}"),
    "names": N_("The ZIP file has two names for the same file: {path} and {other}"),
    "stated": N_("The ZIP file states another size, check sum, place or kind of packing for a file: {path}"),
    "end": N_("The end of the ZIP file states something else than what is in it."),
    "link": N_("Would be unpacked as a link or as something else than a file: {path}"),
    "unsafe": N_("A name that can write outside of its folder: {path}"),
    "folder": N_("The folder is called {other} instead of {path}"),
    "bare": N_("The files lie outside of their folder {path}."),
    "signature": N_("The signature does not fit: the list of files, the key or the signature itself was changed."),
    "other-key": N_("It was signed with another key: its number is {other}, and on paper it is {path}."),
    "stamp": N_("The time stamp was changed, or belongs to another bundle."),
    "part": N_("Not what the list of all parts says: {path}"),
    "bytes": N_("There is data in the ZIP file that belongs to no file."),
    "after": N_("There is data after the end of the ZIP file."),
    "cut": N_("The end of the ZIP file is missing: it was cut off."),
    "many": N_("The ZIP file has far more entries than a bundle."),
    "order": N_("The files stand in another order."),
    "packing": N_("The ZIP file was packed again, or bytes around its files were changed."),
    "protected": N_(
        "This ZIP file is protected with a passphrase. Open it with the passphrase and check what is in it."
    ),
}
# What may be different although no file is: the result is then ``repacked``.
AROUND = frozenset({"order", "packing", "folder", "bare"})
NOTE_SENTENCES = {
    "key": N_("Number of the key: {key}"),
    "compare": N_(
        "Compare this number with the one at the foot of the printed summary. If it differs, somebody else signed this."
    ),
    "same_key": N_("The number of the key is the one that was typed from paper."),
    "made": N_("State of the case: {when}"),
    "count": N_("Files: {count}"),
    "withheld": N_("Withheld by the person: {kind}, {count}"),
    "stamped": N_("There is a time stamp of another service. The README says how to check it."),
    "limits": N_(
        "This does not prove that what a shop or the person wrote is true, nor who the person is, nor when it was made."
    ),
}
README_SENTENCES = {
    "title": N_("Evidence bundle of case {case}"),
    "what": N_("This folder holds the summary of an incident, the files kept as evidence, and when each was received."),
    "warning": N_("It contains personal data and is not encrypted. Give it only to those whom you want to tell."),
    "check": N_("Has anything been changed?"),
    "page": N_(
        "Open verify.html in a browser, without internet, and choose the ZIP file. It says “unchanged” or names each "
        "file that was changed, that is missing, or that was added or renamed."
    ),
    "paper": N_(
        "Type the number of the key from the foot of the printed summary. Anyone who replaces the signature can "
        "replace verify.html too; the number on paper and a copy of verify.html from elsewhere tell."
    ),
    "command": N_("The same with Mioboe:"),
    "commands": N_("The same with other programs, in this folder:"),
    "number": N_("The number of the key is the first 32 digits of this:"),
    "proves": N_("What it proves, and what it does not"),
    "proof": N_("A good signature proves that the files are those that were signed with the key of this case."),
    "limits": N_(
        "This does not prove that what a shop or the person wrote is true, nor who the person is, nor when it was made."
    ),
    "parts": N_("Parts that are withheld"),
    "none_withheld": N_("No part is withheld in this bundle."),
    "withheld": N_("These parts belong to the case and are not in this bundle:"),
    "part_check": N_(
        "data/parts.txt lists every part of the case with a salted hash, and is the same in each bundle of this state. "
        "The salts in data/salts.txt belong to the parts that are here."
    ),
    "part_shown": N_(
        "A part that is shown later belongs to this bundle if its salt and its SHA-256 give the hash in data/parts.txt:"
    ),
    "keep_salts": N_("The full bundle holds all salts. Keep it: without it, no withheld part can be proven later."),
    "left_out": N_("Could not be made at that time and is left out: {paths}"),
    "stamp": N_("Time stamp"),
    "no_stamp": N_("There is no time stamp of another service; none was asked for."),
    "stamped": N_(
        "tagmanifest.tsr is the answer (RFC 3161) of a time-stamping service, which received only a hash. With the "
        "certificates of that service in the file ca.pem, this checks it:"
    ),
}
