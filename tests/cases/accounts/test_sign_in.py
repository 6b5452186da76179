"""Signing in: one answer for whatever is wrong, waits that strangers cannot impose, codes that work once."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlmodel import select

from app.cases import hashing
from app.cases.access import resume
from app.cases.access.browsers import Here
from app.cases.accounts import account, change, second_factor, sign_up, throttle
from app.cases.accounts.account import Account, NameTaken
from app.cases.accounts.sign_in import WrongSignIn, prove, sign_in
from app.cases.case import hash_token, open_case
from app.cases.files import erase
from app.cases.limits import RATES, Source, TooOften
from app.errors import NotFound, WrongCode
from app.settings import Settings
from app.storage.database import reading, writing
from app.storage.service import Service, start
from app.storage.tables import (
    AccountRow,
    AttemptRow,
    ChallengeRow,
    IdentityRow,
    PasskeyRow,
    RecoveryCodeRow,
    SessionRow,
    now,
)
from tests.conftest import hits

PASSWORD = "gyokuro teapot 4 herons"
OTHER = "another fjord, 17 lamps"
BROWSER = "what this browser holds"


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    made = start(settings)
    yield made
    made.close()


@pytest.fixture
def hanako(service: Service) -> Account:
    return account.create(service, "Hanako", hashing.hashed(PASSWORD))


def signed_in(service: Service, password: str = PASSWORD, code: str = "", **given: str) -> Account:
    """A sign-in from an address that nobody used before, unless one is given."""
    given = {"name": "hanako", "address": str(time.perf_counter_ns()), "known": "", **given}
    return sign_in(service, given["name"], password, code, given["address"], given["known"])


def app_code(secret: bytes, steps: int = 0) -> str:
    return TOTP(secret, 6, SHA1(), 30).generate(int(time.time()) + 30 * steps).decode()


def with_second_factor(one: Account) -> tuple[bytes, list[str]]:
    """Sets the second factor up with the code before the present one."""
    second_factor.begin(one, BROWSER)
    secret = second_factor.begun(one, BROWSER)
    assert secret
    codes = second_factor.confirm(one, BROWSER, app_code(secret, -1))
    assert codes
    return secret, codes


def waited(service: Service) -> None:
    """All waits are over."""
    with writing(service.engine) as session:
        for one in session.exec(select(AttemptRow)):
            one.until = now() - timedelta(seconds=1)


def early(service: Service, *parts: str) -> None:
    """Whoever this counter is for has to wait for a minute."""
    with writing(service.engine) as session:
        until = now() + timedelta(minutes=1)
        session.merge(AttemptRow(subject=service.keyed_hash(*parts), failures=7, until=until))


def test_whatever_is_wrong_gets_one_answer_after_the_same_work(
    service: Service, hanako: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown name, wrong password, wrong second factor, no password at all, too early: one hash, one exception."""
    account.create(service, "Taro", None)
    locked = account.create(service, "Jiro", hashing.hashed(PASSWORD))
    with_second_factor(hanako)
    with pytest.raises(WrongSignIn):
        signed_in(service, name="nobody at all")  # the first of its kind makes the hash that nothing matches
    made: list[str] = []
    verify = hashing.HASH.verify

    def counted(secret: str, kept: str) -> bool:
        made.append(kept)
        return bool(verify(secret, kept))

    monkeypatch.setattr(hashing.HASH, "verify", counted)
    attempts = [
        ("nobody", PASSWORD, ""),
        ("hanako", OTHER, ""),
        ("hanako", PASSWORD, ""),
        ("hanako", PASSWORD, "000000"),
        ("taro", PASSWORD, ""),
        (locked.name, PASSWORD, ""),
        ("", "", ""),
        ("x" * 5000, "y" * 60_000, "z" * 5000),
    ]
    said = set()
    for at, (name, password, code) in enumerate(attempts):
        waited(service)
        if name == locked.name:
            early(service, "name", "jiro")
        with pytest.raises(WrongSignIn) as wrong:
            signed_in(service, password, code, name=name)
        said.add((wrong.value.sentence, wrong.value.status, str(wrong.value.values)))
        assert len(made) == at + 1
    assert len(said) == 1


def test_the_wait_doubles(service: Service, hanako: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the second failure in a row on 1, 2, 4 … seconds, at most 15 minutes; while it lasts the right password does
    not work either."""
    subject, waits, moment = service.keyed_hash("name", "hanako"), [], now()
    with monkeypatch.context() as patch:
        patch.setattr(throttle, "now", lambda: moment)  # a wait of one second may be over on a busy machine
        with writing(service.engine) as session:
            assert not throttle.too_early(session, subject)
        for _ in range(13):
            with writing(service.engine) as session:
                assert not throttle.too_early(session, subject)
                assert throttle.too_early(session, subject)
                waits.append((session.get_one(AttemptRow, subject).until - moment).total_seconds())
            waited(service)
    assert waits == [*(2**n for n in range(10)), 900, 900, 900]
    early(service, "name", "hanako")
    with pytest.raises(WrongSignIn):
        signed_in(service)
    waited(service)
    assert signed_in(service).id == hanako.id


def test_strangers_keep_nobody_out(service: Service, hanako: Account) -> None:
    """A browser in which the account was open waits for its own failures only; it cannot pass that on or invent it."""
    known = throttle.known_browser(service, signed_in(service).id)
    jiro = account.create(service, "Jiro", hashing.hashed(PASSWORD))
    early(service, "name", "hanako")
    with pytest.raises(WrongSignIn):
        signed_in(service)
    assert signed_in(service, known=known).id == hanako.id
    for forged in (throttle.known_browser(service, jiro.id), known[:-1] + "é", known.partition(".")[0], ".", "a.b.c"):
        with pytest.raises(WrongSignIn):
            signed_in(service, known=forged)
    early(service, "known", hanako.id, known.partition(".")[0])
    with pytest.raises(WrongSignIn):
        signed_in(service, known=known)


def test_the_right_password_ends_the_waits(service: Service, hanako: Account) -> None:
    """A mistake after it is a first one again, which costs no wait."""
    for _ in range(2):
        with pytest.raises(WrongSignIn):
            signed_in(service, OTHER)
    waited(service)
    signed_in(service)
    with pytest.raises(WrongSignIn):
        signed_in(service, OTHER)
    assert signed_in(service).id == hanako.id


def test_a_case_goes_into_one_account(service: Service, hanako: Account) -> None:
    """Nobody takes a case that is another account's, or one that was erased."""
    jiro = account.create(service, "Jiro", None)
    with writing(service.engine) as session:
        case, other = (open_case(session, service, None) for _ in range(2))
    account.keep(jiro, case, "")
    account.keep(jiro, case, "")
    kept = account.own_cases(jiro)[0]
    with pytest.raises(NotFound):  # its account opens it, and no code
        resume.new_code(kept, Here("x" * 32, "form", ""))
    with pytest.raises(NotFound):
        account.keep(hanako, case, "")
    assert [one.id for one in account.own_cases(jiro)] == [case.id]
    erase.erase(service, other.id)
    with pytest.raises(NotFound):
        account.keep(hanako, other, "")
    assert account.own_cases(hanako) == []


def test_an_address_may_try_twenty_times_a_minute(service: Service, hanako: Account) -> None:
    """Whichever names it tries. A browser that knows the account counts apart from it, whoever else is there, and so
    does the account: its own mark is good for as many tries, and no more."""
    known = throttle.known_browser(service, signed_in(service).id)
    jiro = throttle.known_browser(service, account.create(service, "Jiro", None).id)
    with writing(service.engine) as session:
        for _ in range(RATES["sign_in"].network or 0):
            throttle.count_sign_in(session, service, "203.0.113.5")
    for other in ("", jiro, known[:-1]):
        with pytest.raises(TooOften):
            signed_in(service, address="203.0.113.5", known=other)
    assert signed_in(service, address="203.0.113.6").id == hanako.id
    for _ in range(RATES["known_sign_in"].browser or 0):
        assert signed_in(service, address="203.0.113.5", known=known).id == hanako.id
    with pytest.raises(TooOften):
        signed_in(service, address="203.0.113.5", known=throttle.known_browser(service, hanako.id))


def test_codes_work_once(service: Service, hanako: Account) -> None:
    """A code of the app and a recovery code open the account once each; a wrong password does not use them up."""
    secret, codes = with_second_factor(hanako)
    assert len(set(codes)) == second_factor.CODES
    given = [app_code(secret), app_code(secret, 1), codes[0], codes[9].lower().replace("-", " ").replace("0", "o")]
    for code in given:
        with pytest.raises(WrongSignIn):
            signed_in(service, OTHER, code)
        waited(service)
        assert signed_in(service, PASSWORD, code).has_second_factor
        with pytest.raises(WrongSignIn):
            signed_in(service, PASSWORD, code)
        waited(service)
    assert second_factor.codes_left(hanako) == second_factor.CODES - 2
    fresh = second_factor.new_codes(hanako)
    with pytest.raises(WrongSignIn):
        signed_in(service, PASSWORD, codes[1])
    waited(service)
    assert signed_in(service, PASSWORD, fresh[1]).id == hanako.id


def test_recovery_codes_are_of_one_account(service: Service, hanako: Account) -> None:
    """Somebody else's recovery code is a wrong one, and stays good for its owner."""
    _, codes = with_second_factor(hanako)
    taro = account.create(service, "Taro", hashing.hashed(OTHER))
    with_second_factor(taro)
    with pytest.raises(WrongSignIn):
        signed_in(service, OTHER, codes[0], name="taro")
    assert signed_in(service, PASSWORD, codes[0]).id == hanako.id


@pytest.mark.parametrize(("steps", "valid"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_the_clock_may_be_one_step_off(steps: int, valid: bool) -> None:
    """A code holds for its 30 seconds and one step on both sides, and not once a later one was used."""
    secret, at = second_factor.new_secret(), 1_800_000_000 // 30 * 30 + 7
    code = TOTP(secret, 6, SHA1(), 30).generate(at + 30 * steps).decode()
    here = at // 30 + steps
    assert second_factor.step_of(secret, f" {code[:3]} {code[3:]}", 0, at) == (here if valid else None)
    assert second_factor.step_of(secret, code, here, at) is None


def test_secrets_are_not_stored_in_clear(service: Service, hanako: Account, settings: Settings) -> None:
    """Of password, secret and recovery codes nothing that could be used lies on disk."""
    secret, codes = with_second_factor(hanako)
    second_factor.begin(hanako, BROWSER)
    code = change.recovery_code(hanako)
    key = second_factor.typed_key(secret).replace(" ", "")
    plain = [PASSWORD, key, *codes, *(one.replace("-", "") for one in codes), code, code.replace("-", ""), secret.hex()]
    assert hits(settings, secret, *(one.encode() for one in plain)) == []
    assert hits(settings, b"hanako") != []


def test_the_second_factor_ends(service: Service, hanako: Account) -> None:
    """Where it is removed the password alone opens the account again, and no code of it is left."""
    with_second_factor(hanako)
    second_factor.remove(hanako, BROWSER)
    assert not signed_in(service).has_second_factor
    with reading(service.engine) as session:
        assert session.exec(select(RecoveryCodeRow)).all() == []


def test_setting_up_or_removing_the_second_factor_ends_other_browsers(service: Service, hanako: Account) -> None:
    """Whoever is signed in elsewhere came in by what opens the account no more, and comes in no further."""
    for change_it in (lambda: with_second_factor(hanako), lambda: second_factor.remove(hanako, BROWSER)):
        with writing(service.engine) as session:
            for token in (BROWSER, "another"):
                session.merge(SessionRow(token_hash=hash_token(token), account_id=hanako.id))
        change_it()
        with reading(service.engine) as session:
            assert [one.token_hash for one in session.exec(select(SessionRow))] == [hash_token(BROWSER)]


def test_the_second_factor_is_set_up_by_its_browser(service: Service, hanako: Account) -> None:
    """A wrong code changes nothing, and what one browser began no other one ends."""
    second_factor.begin(hanako, BROWSER)
    secret = second_factor.begun(hanako, BROWSER)
    assert secret
    assert second_factor.confirm(hanako, "another browser", app_code(secret)) is None
    assert second_factor.confirm(hanako, BROWSER, "000000") is None
    assert second_factor.confirm(hanako, BROWSER, app_code(secret))
    assert second_factor.confirm(hanako, BROWSER, app_code(secret)) is None


def test_a_change_of_the_password_needs_the_old_one(service: Service, hanako: Account) -> None:
    """It closes the account in all other browsers, and the old password works no more."""
    with writing(service.engine) as session:
        for token in (BROWSER, "another"):
            session.add(SessionRow(token_hash=hash_token(token), account_id=hanako.id))
    with pytest.raises(WrongSignIn):
        change.change_password(hanako, OTHER, "does not matter here", BROWSER)
    waited(service)
    change.change_password(hanako, PASSWORD, OTHER, BROWSER)
    with reading(service.engine) as session:
        assert [one.token_hash for one in session.exec(select(SessionRow))] == [hash_token(BROWSER)]
    with pytest.raises(WrongSignIn):
        signed_in(service)
    waited(service)
    assert signed_in(service, OTHER).id == hanako.id


def test_a_password_does_not_expire(service: Service, hanako: Account) -> None:
    """An account of ten years is opened by its first password."""
    with writing(service.engine) as session:
        session.get_one(AccountRow, hanako.id).created_at -= timedelta(days=3650)
    assert signed_in(service).id == hanako.id


def test_proving_it_again_is_slow_to_guess(service: Service, hanako: Account) -> None:
    """Somebody at an open account cannot try one password after another, and keeps nobody from signing in."""
    secret, _ = with_second_factor(hanako)
    prove(hanako, PASSWORD, app_code(secret))
    early(service, "prove", hanako.id)
    with pytest.raises(WrongSignIn):
        prove(hanako, PASSWORD, app_code(secret, 1))
    waited(service)
    with pytest.raises(WrongSignIn):
        prove(hanako, PASSWORD, "")
    assert signed_in(service, PASSWORD, app_code(secret, 1)).id == hanako.id


def test_the_operators_code_opens_an_account_once(service: Service, hanako: Account) -> None:
    """For a new password, within an hour; passkeys and an organisation end with it, because somebody else may have
    them. Said to be lost by the operator, the second factor ends, too."""
    with_second_factor(hanako)
    jiro = account.create(service, "Jiro", None)
    with_second_factor(jiro)
    with writing(service.engine) as session:
        session.add(PasskeyRow(id="p", account_id=hanako.id, credential=b"c", site="localhost", name="p"))
        session.add(IdentityRow(issuer="https://id.example", subject="s", account_id=hanako.id))
        session.add(SessionRow(token_hash="s", account_id=hanako.id))
    assert not change.is_code_waiting(hanako)
    old, code = (change.recovery_code(hanako, without_second_factor=True) for _ in range(2))
    for wrong in (old, "", code[:-1]):
        with pytest.raises(WrongCode):
            change.account_of_recovery_code(service, wrong, "a")
        with pytest.raises(WrongCode):
            change.recover(hanako, wrong, PASSWORD)
    assert change.account_of_recovery_code(service, code.lower(), "a").id == hanako.id
    assert change.is_code_waiting(hanako)
    assert change.recover(hanako, code, OTHER)
    assert not change.is_code_waiting(hanako)
    with pytest.raises(WrongCode):
        change.recover(hanako, code, PASSWORD)
    assert signed_in(service, OTHER).id == hanako.id
    with reading(service.engine) as session:
        for table in (PasskeyRow, IdentityRow, SessionRow):
            assert session.exec(select(table)).all() == []
    assert [second_factor.codes_left(one) for one in (hanako, jiro)] == [0, second_factor.CODES]
    late = change.recovery_code(hanako)
    with writing(service.engine) as session:
        session.exec(select(ChallengeRow)).one().until = now() - timedelta(seconds=1)
    assert not change.is_code_waiting(hanako)
    with pytest.raises(WrongCode):
        change.account_of_recovery_code(service, late, "a")


def test_a_new_password_does_not_end_the_second_factor(service: Service, hanako: Account) -> None:
    """The operator's code asks for it, as often as its wrong codes allow, and is not used up by those. Afterwards the
    app and the recovery codes work as before."""
    secret, [recovery, *_] = with_second_factor(hanako)
    known = account.account_of_id(service, hanako.id)
    assert known
    code = change.recovery_code(known)
    for wrong in ("", "000000", recovery[:-1]):
        waited(service)
        with pytest.raises(change.WrongSecondFactor):
            change.recover(known, code, OTHER, wrong)
    with pytest.raises(change.WrongSecondFactor):  # too early, whatever is given
        change.recover(known, code, OTHER, recovery)
    waited(service)
    assert not change.recover(known, code, OTHER, recovery)
    with reading(service.engine) as session:  # the wrong ones cost no wait any more
        assert session.get(AttemptRow, service.keyed_hash("recover", hanako.id)) is None
    waited(service)
    with pytest.raises(WrongSignIn):
        signed_in(service, OTHER)
    waited(service)
    assert signed_in(service, OTHER, app_code(secret, 1)).id == hanako.id
    assert second_factor.codes_left(hanako) == second_factor.CODES - 1


def test_a_new_password_does_not_go_around_passkeys(service: Service) -> None:
    """Where they alone open the account, the operator has to say that they are lost."""
    made = account.create(service, "jiro", None)
    change.recovery_code(made)
    with writing(service.engine) as session:
        session.add(PasskeyRow(id="p", account_id=made.id, credential=b"c", site="localhost", name="p"))
    with pytest.raises(change.OnlyWithoutPassword):
        change.recovery_code(made)
    assert change.recover(made, change.recovery_code(made, without_second_factor=True), OTHER)


@pytest.mark.parametrize("taken", ["hanako", "HANAKO", "ｈａｎａｋｏ", " Hanako ", "admin", "Ｍｉｏｂｏｅ"])
def test_a_name_is_had_once(service: Service, hanako: Account, taken: str) -> None:
    """However it is written; and names of whoever runs the service are nobody's."""
    with pytest.raises(NameTaken):
        account.create(service, taken, None)


def test_names_cannot_be_tried_without_end(service: Service, hanako: Account) -> None:
    """Whether a name is free is said five times an hour to one browser."""
    asker = Source(browser="one", network="two")
    for _ in range(5):
        with pytest.raises(NameTaken):
            sign_up.check_free(service, "hanako", asker)
    with pytest.raises(TooOften):
        sign_up.check_free(service, "hanako", asker)


def test_a_sign_up_whose_secret_does_not_open_is_none(service: Service) -> None:
    """The master key was exchanged meanwhile: it is begun anew."""
    sign_up.wait_for_code(service, "jiro", PASSWORD, "", BROWSER)
    assert sign_up.waiting(service, BROWSER)
    with writing(service.engine) as session:
        row = session.exec(select(ChallengeRow)).one()
        row.data = {**row.data, "secret": "AAAA"}
    assert sign_up.waiting(service, BROWSER) is None


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("ab", False),
        ("abc", True),
        ("a" * 32, True),
        ("a" * 33, False),
        ("a b c", False),
        ("a@b.example", False),
        ("a\u202ebcd", False),
        ("x\0yz", False),
        ("花子です", True),
        ("花子", True),
        ("花", False),
        ("हिन्दी", True),
        ("サトー_ﾊﾅｺ-2", True),
    ],
)
def test_names(name: str, fine: bool) -> None:
    """3 to 32 letters and digits, 2 in another script than a to z; no space, no sign that hides or turns others, no
    email address."""
    assert (account.name_problem(name) is None) == fine


def test_nothing_is_left_of_a_closed_account(service: Service, hanako: Account) -> None:
    """Its row, codes and sessions are gone, and its name is free."""
    with_second_factor(hanako)
    account.close(hanako)
    with reading(service.engine) as session:
        assert [*session.exec(select(AccountRow)), *session.exec(select(RecoveryCodeRow))] == []
    with pytest.raises(WrongSignIn):
        signed_in(service)
    account.create(service, "hanako", None)
