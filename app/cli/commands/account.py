"""``mioboe account`` and ``mioboe operator``: roles, and recovery for somebody who lost their password."""

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.language import system_language
from app.cli.output import complain, visible
from app.i18n import N_
from app.i18n.translate import gettext

if TYPE_CHECKING:
    from app.cases.accounts.account import Account
    from app.storage.service import Service

ROLE_NAMES = ("person", "helper", "operator")
WORDS = {
    "none": N_("There is no account with the name {name}."),
    "created": N_("The operator {name} was created. This code gives the account its password, once, within an hour:"),
    "role": N_("{name} now has the role: {role}. Where the account was signed in, it was signed out."),
    "out": N_("{name} was signed out in every browser."),
    "recover": N_(
        "This code gives {name} a new password, once, within an hour. Their passkeys end with it; "
        "two-step verification is still asked for. Give it only to a person whom you know:"
    ),
    "without": N_(
        "This code gives {name} a new password, once, within an hour. Their passkeys and two-step verification end "
        "with it. Give it only to a person whom you know:"
    ),
    "page": N_("It is entered on the page {page}."),
}


def register(subcommands: Any) -> None:
    """Adds both subcommands to the parser."""
    operator = subcommands.add_parser("operator", help="make the account of an operator")
    actions = operator.add_subparsers(dest="what", required=True, metavar="WHAT")
    create = actions.add_parser("create", help="a new operator; prints a code for the first password")
    create.add_argument("name", metavar="NAME")
    create.set_defaults(run=run, does=_create)
    account = subcommands.add_parser(
        "account", help="the role of an account, a new password for it, or its end in every browser"
    )
    what = account.add_subparsers(dest="what", required=True, metavar="WHAT")
    role = what.add_parser("role", help="make an account that of a person, a helper or an operator")
    role.add_argument("name", metavar="NAME")
    role.add_argument("role", choices=ROLE_NAMES, metavar="ROLE", help="one of: " + ", ".join(ROLE_NAMES))
    role.set_defaults(run=run, does=_role)
    recover = what.add_parser("recover", help="print a code with which somebody sets a new password")
    recover.add_argument("name", metavar="NAME")
    recover.add_argument(
        "--without-second-factor",
        action="store_true",
        help="for somebody who lost the app, the recovery codes and the passkeys, too: these end",
    )
    recover.set_defaults(run=run, does=_recover)
    out = what.add_parser("sign-out", help="sign an account out in every browser")
    out.add_argument("name", metavar="NAME")
    out.set_defaults(run=run, does=_sign_out)


def run(arguments: argparse.Namespace) -> int:
    """Runs one of the commands while the service may run; status 2, with a sentence, where that fails."""
    from app.cannot_start import CannotStart
    from app.errors import Mistake
    from app.settings import load
    from app.storage.service import beside

    lang = system_language()
    try:
        service = beside(load())
    except CannotStart as reason:
        complain(reason.sentence, lang, **reason.values)
        return 2
    try:
        status: int = arguments.does(service, arguments, lang)
        return status
    except Mistake as mistake:
        complain(mistake.sentence, lang, **mistake.values)
        return 2
    finally:
        service.close()


def _create(service: "Service", arguments: argparse.Namespace, lang: str) -> int:
    from app.cases.accounts.account import create, name_problem
    from app.cases.accounts.change import recovery_code

    wrong = name_problem(arguments.name)
    if wrong:
        complain(wrong, lang)
        return 2
    account = create(service, arguments.name, None, role="operator")
    _show(gettext(WORDS["created"], lang, name=account.name), recovery_code(account), lang)
    return 0


def _role(service: "Service", arguments: argparse.Namespace, lang: str) -> int:
    from app.cases.accounts.change import set_role

    account = _named(service, arguments.name, lang)
    if account is None:
        return 2
    set_role(account, arguments.role)
    print(visible(gettext(WORDS["role"], lang, name=account.name, role=arguments.role)))
    return 0


def _sign_out(service: "Service", arguments: argparse.Namespace, lang: str) -> int:
    from app.cases.accounts.change import sign_out_everywhere

    account = _named(service, arguments.name, lang)
    if account is None:
        return 2
    sign_out_everywhere(account)
    print(visible(gettext(WORDS["out"], lang, name=account.name)))
    return 0


def _recover(service: "Service", arguments: argparse.Namespace, lang: str) -> int:
    from app.cases.accounts.change import recovery_code

    account = _named(service, arguments.name, lang)
    if account is None:
        return 2
    without = arguments.without_second_factor
    code = recovery_code(account, without_second_factor=without)
    _show(gettext(WORDS["without" if without else "recover"], lang, name=account.name), code, lang)
    return 0


def _named(service: "Service", name: str, lang: str) -> "Account | None":
    from app.cases.accounts.account import account_of_name

    account = account_of_name(service, name)
    if account is None:
        complain(WORDS["none"], lang, name=name)
    return account


def _show(sentence: str, code: str, lang: str) -> None:
    print(visible(sentence))
    print(code)
    print(gettext(WORDS["page"], lang, page="/sign-in/recover"))
