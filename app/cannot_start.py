"""The sentences about what an operator has to do before the service can run."""

from app.i18n import N_

START_SENTENCES = {
    "route": N_(
        "The page {module} has the route {path} without a declaration. Declare it with app.web.route.Routes: "
        "its label, who may use it, what it costs and what it removes."
    ),
    "number": N_("{name} must be a whole number above 0, not “{value}”."),
    "range": N_("{name} must be a whole number from {least} to {most}, not “{value}”."),
    "runs": N_("With SQLite the service itself reads the files: MIOBOE_RUNS must be at least 1, without --no-worker."),
    "worker": N_("“mioboe worker” needs PostgreSQL: set MIOBOE_DATABASE. With SQLite “mioboe serve” does its work."),
    "folder": N_("The data folder {path} cannot be used: {reason}."),
    "tombstones": N_("MIOBOE_TOMBSTONES points to {path}, where no list can be kept: {reason}."),
    "in_use": N_(
        "Mioboe is already running on the data folder {path}, and one folder takes one service. "
        "Stop that one first, or set MIOBOE_DATA to another folder."
    ),
    "restoring": N_(
        "A backup is being restored into {path}, or that was cut off. Let it end, or restore the backup once more."
    ),
    "key_open": N_(
        "The master key {path} can be read by other users of this computer, so the service does not start. "
        "Make it private first: chmod 600 {path}"
    ),
    "key_damaged": N_("The master key {path} is damaged. Put your copy of it back; without it no case can be opened."),
    "key_missing": N_(
        "The master key {path} is missing, and without it nothing that is stored can be opened. "
        "Put your copy of it back. Nothing was changed."
    ),
    "key_file": N_("The master key {path} cannot be used: {reason}."),
    "key_twice": N_(
        "MIOBOE_KEY, MIOBOE_KEY_FILE and MIOBOE_KEY_COMMAND each say where the master key is. Set only one of them."
    ),
    "key_setting": N_(
        "What {name} gives is no master key. “mioboe keys new” makes one; keep it, and give it there. "
        "Nothing was changed."
    ),
    "key_command_start": N_("MIOBOE_KEY_COMMAND cannot be started: {reason}. Nothing was changed."),
    "key_command_failed": N_(
        "MIOBOE_KEY_COMMAND ended with status {status} instead of giving the master key. "
        "Run it yourself to see why. Nothing was changed."
    ),
    "key_command_slow": N_(
        "MIOBOE_KEY_COMMAND gave no master key within {seconds} seconds. It must not ask anything. Nothing was changed."
    ),
    "key_command_empty": N_(
        "MIOBOE_KEY_COMMAND printed nothing instead of the master key. Run it yourself to see why. Nothing was changed."
    ),
    "key_foreign": N_(
        "The master key does not open what is stored in {path}. It belongs to another installation, or an older key "
        "was taken away too early. Give the right key. Nothing was changed."
    ),
    "key_rotate_setting": N_(
        "MIOBOE_KEY or MIOBOE_KEY_COMMAND gives the master key, so only you can change it. Make one with "
        "“mioboe keys new”, give it there before the old one, and try again."
    ),
    "key_forget_setting": N_(
        "Nothing needs the older keys any more. Remove them from MIOBOE_KEY or MIOBOE_KEY_COMMAND yourself."
    ),
    "key_still_used": N_(
        "An older master key is still needed, so none was destroyed. Finish with “mioboe keys rotate” first."
    ),
    "file": N_("The file {path} that {name} points to cannot be read: {reason}."),
    "provider": N_(
        "{name} is missing. Sign-in through an organisation needs MIOBOE_OIDC_ISSUER, MIOBOE_OIDC_CLIENT_ID, "
        "MIOBOE_OIDC_CLIENT_SECRET and MIOBOE_OIDC_GROUP."
    ),
    "issuer": N_("MIOBOE_OIDC_ISSUER must be an https address, not “{value}”."),
    "role_groups": N_("MIOBOE_OIDC_ROLE_GROUPS must look like helper=GROUP,operator=GROUP, not “{value}”."),
    "oidc": N_(
        "Sign-in through an organisation needs the library authlib, which is not installed. Install it with: "
        "pip install 'mioboe[oidc]'"
    ),
    "open_bind": N_(
        "Other computers could reach {host}, and what they send could be read on the way, so the service does not "
        "start. Give one of these: --tls-cert with --tls-key, a proxy with TLS in MIOBOE_PROXIES, or --insecure-http."
    ),
    "tls_pair": N_("--tls-cert and --tls-key belong together. Give both."),
    "tls_files": N_(
        "The certificate {cert} and its key {key} cannot be used: {reason}. Both must be PEM files and belong together."
    ),
    "tls_locked": N_("The key {key} has a password, which nobody can enter at the start. Give a key without one."),
    "proxies": N_("MIOBOE_PROXIES lists addresses or networks, such as 127.0.0.1 or 10.0.0.0/8, and not “{value}”."),
    "hosts": N_(
        "MIOBOE_HOSTS lists host names without https:// and port, such as mioboe.example.org, and not “{value}”."
    ),
    "log": N_("MIOBOE_LOG is text or json, and not “{value}”."),
    "address": N_("{name} must be an http or https address, not “{value}”."),
    "extra": N_("{name} needs libraries that are not installed. Install them with: pip install 'mioboe[{extra}]'"),
    "port": N_("The service cannot listen on {address}: {reason}. Choose another port with --port."),
    "driver": N_(
        "MIOBOE_DATABASE needs the driver {module}, which is not installed. For PostgreSQL install it with: "
        "pip install 'mioboe[postgres]'"
    ),
    "vault": N_("MIOBOE_VAULT must look like s3://bucket/prefix, not “{value}”. A folder is set with MIOBOE_DATA."),
    "vault_endpoint": N_("{name} must be an address such as https://s3.example.org, not “{value}”."),
    "vault_bucket": N_("There is no bucket for {place} at {endpoint}. Create it, or correct MIOBOE_VAULT."),
    "vault_refused": N_(
        "The service at {endpoint} does not let Mioboe use {place}. Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and "
        "AWS_REGION; the key must be able to list, read, write and delete. It said: {reason}"
    ),
    "vault_away": N_(
        "The vault {place} at {endpoint} cannot be used. Check that it can be reached, and MIOBOE_VAULT_ENDPOINT. "
        "It said: {reason}"
    ),
    "vault_foreign": N_(
        "The vault {place} belongs to another installation: its mark does not open with this master key. "
        "Choose another prefix, or give the right key. Nothing was changed."
    ),
    "vault_unknown": N_(
        "The database is new, but {place} holds files of cases, and only the database that they came from opens them. "
        "Check MIOBOE_DATABASE and MIOBOE_DATA, or restore a backup. Nothing was changed."
    ),
    "newer": N_(
        "The database is from version {version} of Mioboe, which is newer than this one ({own}). Install version "
        "{version} or a newer one, or restore a backup that was made before. Nothing was changed."
    ),
    "copy": N_(
        "Before the tables are upgraded, the database is copied to {path}, and that failed: {reason}. "
        "Free some space, and start again. Nothing was changed."
    ),
    "old_postgresql": N_("Mioboe needs PostgreSQL {least} or newer, and the server is version {version}."),
    "database": N_("The database cannot be opened. Check MIOBOE_DATABASE, and that the database is running."),
}


class CannotStart(Exception):  # noqa: N818 (what happened)
    """The operator has to do something before the service can run. ``sentence`` is a message key."""

    def __init__(self, what: str, /, **values: str) -> None:
        self.sentence, self.values = START_SENTENCES[what], values
        super().__init__(self.sentence.format_map(values))
