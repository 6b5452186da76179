"""Why a backup could not be made or restored, in sentences for the operator."""

from typing import Any

from app.i18n import N_

SENTENCES = {
    "exists": N_("{path} exists already, and a backup never overwrites a file. Choose another name."),
    "passphrase_file": N_("The passphrase in {path} cannot be used: {reason}."),
    "passphrase_empty": N_("The passphrase is empty. Nothing was done."),
    "passphrase_differs": N_("The two passphrases differ. Nothing was done."),
    "passphrase_ask": N_("There is no terminal to ask for the passphrase. Give it with --passphrase-file."),
    "write": N_("The backup {path} cannot be written: {reason}. Nothing was left of it."),
    "unproven": N_("The backup was written, but it could not be read back, so it was removed. Check the disk."),
    "nothing": N_("There is nothing to back up in {path}. Check MIOBOE_DATA and MIOBOE_DATABASE."),
    "read": N_("The file {path} cannot be read: {reason}. Nothing was restored."),
    "no_backup": N_("{path} is not a backup of Mioboe. Nothing was restored."),
    "cut": N_("The backup {path} is not complete: its end is missing. Nothing was restored."),
    "damaged": N_("The backup {path} is damaged: it was changed after it was made. Nothing was restored."),
    "passphrase": N_("This passphrase does not open the backup {path}. Nothing was restored."),
    "slow": N_(
        "This computer has too much to do, or is too slow, to try the passphrase of the backup {path}. "
        "Try again later, or on a faster computer. Nothing was restored."
    ),
    "newer": N_(
        "The backup {path} was made by the newer version {version}. Install that version first. Nothing was restored."
    ),
    "full": N_(
        "A backup is restored only where nothing is yet, and {place} already holds something. Nothing was changed."
    ),
    "elsewhere": N_(
        "A backup is being restored into {place} from another data folder, or that was cut off. "
        "Let it end, or restore that backup once more there. Nothing was changed."
    ),
    "other_place": N_(
        "With the data folder {path} a backup was being restored into another database or vault, and that was cut off. "
        "Restore it once more with the settings of then, or restore with another data folder. Nothing was changed."
    ),
    "left": N_("The backup was not restored to its end. Restore it once more: what was left of it is then removed."),
    "other_key": N_(
        "The master key that is set here is not that of the backup. Unset it, or give the right one. "
        "Nothing was restored."
    ),
    "restore": N_("The backup could not be restored: {reason}. Nothing was left of it."),
    "restore_database": N_(
        "The backup could not be restored, because the database did not take it. Nothing was left of it."
    ),
    "tombstones": N_("The list of what was erased, {path}, cannot be read: {reason}. Nothing was restored."),
}


class CannotBackUp(Exception):  # noqa: N818 (what happened)
    """The operator has to do something first. ``sentence`` is a message key."""

    def __init__(self, what: str, /, **values: Any) -> None:
        self.what, self.sentence, self.values = what, SENTENCES[what], values
        super().__init__(self.sentence.format_map(values))
