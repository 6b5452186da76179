"""Roles and the way back are given on the terminal, also while the service runs, and the codes work in the pages."""

import re

import pytest
from fastapi import FastAPI

from app.cases.accounts import change
from app.cases.accounts.account import account_of_name, create
from app.cli.command import main
from app.settings import Settings
from tests.browser import visit
from tests.cases.access.test_browsers import held, signed_in
from tests.service import running


def command(capsys: pytest.CaptureFixture[str], *given: str) -> tuple[int, str, str]:
    """The exit status and what the command wrote."""
    with pytest.raises(SystemExit) as ended:
        main(given)
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


@pytest.fixture(autouse=True)
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands find the folder of the test, and speak English."""
    monkeypatch.setenv("MIOBOE_DATA", str(settings.data))
    monkeypatch.setenv("MIOBOE_DATABASE", settings.database)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


def code_in(out: str) -> str:
    """The code among the lines."""
    found = re.search(r"^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$", out, re.M)
    assert found, out
    return found[0]


def test_the_first_operator(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside a running service a command makes the operator, whose code opens the account once."""
    status, out, _ = command(capsys, "operator", "create", "yamada")
    account = account_of_name(app.state.service, "Yamada")
    assert account
    assert (status, account.role, account.has_password) == (0, "operator", False)
    assert "/sign-in/recover" in out
    code = code_in(out)
    assert change.account_of_recovery_code(app.state.service, code, "").id == account.id
    change.recover(account, code, "three quiet herons walk")
    with pytest.raises(Exception, match="code"):
        change.account_of_recovery_code(app.state.service, code, "")
    assert command(capsys, "operator", "create", "YAMADA")[0] == 2
    assert command(capsys, "operator", "create", "x")[0] == 2


def test_a_role_begins_with_a_sign_in(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    """A new role holds at once, and ends what was open under the old one."""
    from app.cases.access import browsers
    from app.cases.access.browsers import Visitor

    account = create(app.state.service, "hanako", None)
    browser = visit(app)
    browser.client.cookies.set("mioboe", browsers.sign_in(app.state.service, Visitor("", "", ""), account.id))
    assert held(app, browser) is not None
    status, out, _ = command(capsys, "account", "role", "hanako", "helper")
    assert (status, "hanako" in out) == (0, True)
    changed = account_of_name(app.state.service, "hanako")
    assert changed
    assert changed.role == "helper"
    assert held(app, browser) is None
    with pytest.raises(SystemExit):
        main(["account", "role", "hanako", "queen"])


def test_an_operator_signs_somebody_out(app: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    """Every browser of the account is closed, and no other's; an unknown name is said."""
    hanako, taro = visit(app), visit(app)
    name = signed_in(app, hanako)
    signed_in(app, taro)
    assert command(capsys, "account", "sign-out", name)[0] == 0
    assert held(app, hanako) is None
    assert held(app, taro) is not None
    assert command(capsys, "account", "sign-out", "nobody")[0] == 2


def test_the_way_back(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a running service too a code is made; an unknown name is said."""
    with running(settings) as app:
        create(app.state.service, "hanako", None)
    status, out, _ = command(capsys, "account", "recover", "hanako")
    assert status == 0
    code = code_in(out)
    with running(settings) as app:
        hanako = change.account_of_recovery_code(app.state.service, code, "")
        assert hanako.name == "hanako"
        assert not change.recover(hanako, code, "three quiet herons walk")
        status, out, _ = command(capsys, "account", "recover", "hanako", "--without-second-factor")
        assert (status, "two-step verification end" in out) == (0, True)
        assert change.recover(hanako, code_in(out), "three quiet herons walk")
    status, out, err = command(capsys, "account", "recover", "taro")
    assert (status, out, "no account with the name taro" in err) == (2, "", True)


def test_a_folder_that_cannot_be(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with the installation is said in a sentence."""
    monkeypatch.setenv("MIOBOE_CASE_LIMIT", "many")
    status, _, err = command(capsys, "account", "recover", "hanako")
    assert (status, "MIOBOE_CASE_LIMIT" in err) == (2, True)
