"""Other ways than a password to sign in, and to prove again who somebody is."""

from fastapi import Request

from app.cases.accounts import passkeys, providers
from app.i18n import N_
from app.i18n.translate import translate
from app.web.session import account, service
from app.web.templating import language

LABELS = {
    "/sign-in/passkey": N_("Sign in with a passkey"),
    "/account/confirm/passkey": N_("Confirm with a passkey"),
    "/sign-in/provider": N_("Sign in through your organisation"),
    "/account/confirm/provider": N_("Confirm through your organisation"),
}


def ways(request: Request, start: str) -> list[tuple[str, str]]:
    """Addresses and labels of the other ways at ``start``: ``/sign-in`` or ``/account/confirm``. To prove who they are,
    people are only offered ways that their account has."""
    known, here, lang = account(request), service(request), language(request)
    mine = known.id if known and start != "/sign-in" else None
    offered = {
        "passkey": mine is None or bool(passkeys.passkeys(here, mine)),
        "provider": here.settings.provider is not None and (mine is None or providers.signs_in(here, mine)),
    }
    addresses = [f"{start}/{name}" for name, has in offered.items() if has]
    return [(address, translate(LABELS[address], lang)) for address in addresses]
