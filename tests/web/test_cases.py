"""A case belongs to its browser: others see nothing of it, its code opens it elsewhere, deletion leaves nothing."""

import json
import re
import time
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlmodel import select

from app import cases, db, erase, resume
from app.cases import Case
from app.errors import NotFound, Unreadable
from app.models import AttemptRow, AuditRow, CaseRow, RunRow, SessionRow, UploadRow, VerdictRow, now
from app.settings import Settings
from tests.web.conftest import ORDERS, Browser, hits, running, visit

CANARIES = (b"CANARY-Street 1", b"CANARY-name", b"250-0000001-0000001")
GIFT = (
    "2026年5月3日\tAmazon.co.jpでの注文に適用 250-0000009-0000009\t-¥3,000\t¥1,000\n"
    "2026年5月1日\t登録されたギフトカード\t¥5,000\t¥5,000\n"
)


def code_of(answer: httpx.Response) -> str:
    found = re.search(r'class="resume-code"[^>]*>([^<]+)<', answer.text)
    assert found, "no code is shown"
    return found[1].strip()


def the_case(app: FastAPI) -> Case:
    """The only case there is."""
    with db.reading(app.state.service.engine) as session:
        case = cases.of_row(app.state.service, session.exec(select(CaseRow)).one())
    assert case
    return case


def with_report(app: FastAPI, browser: Browser, *findings: tuple[str, list[str]]) -> Case:
    """A case whose report has these findings (id, trigger ids), stored as the examination stores it."""
    browser.upload(("CANARY-name.csv", ORDERS.encode()))
    browser.wait()
    case = the_case(app)
    report = cases.report(case)
    assert report
    plain = {"detector": "refund.orphan", "kind": "proof", "severity": "high", "confidence": 1.0, "episode": None}
    plain |= {
        "at": None,
        "at_basis": None,
        "title": "T",
        "message": "M",
        "innocent": "I",
        "values": {},
        "verdict": None,
    }
    plain |= {"unshipped": False, "from_amazon": False, "shop": None, "evidence": []}
    report["findings"] = [{**plain, "id": name, "triggers": triggers} for name, triggers in findings]
    case.service.vault.put(case.key, "report", json.dumps(report).encode())
    return case


# --- whose case ----------------------------------------------------------------------------------------------------


def test_only_the_hash_of_the_cookie_is_kept(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """Who reads the database cannot open a case with what stands in it."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    token = browser.client.cookies["mioboe"]
    assert hits(settings.data, token.encode()) == []
    with db.reading(app.state.service.engine) as session:
        stored = session.exec(select(SessionRow)).one().token_hash
    assert visit(app, Cookie=f"mioboe={stored}").get("/case").status_code == 404
    assert visit(app, Cookie=f"mioboe={token}").get("/case").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 5000, "é" * 43])
def test_cookies_that_open_nothing(app: FastAPI, token: str) -> None:
    """A wrong, empty or huge cookie is the same as none."""
    given = visit(app).client.build_request("GET", "/case", headers={b"Cookie": f"mioboe={token}".encode()})
    assert visit(app).client.send(given).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/case", "/case/files", "/case/findings", "/case/steps", "/case/summary", "/case/progress.json", "/case/delete"],
)
def test_no_case_no_page(browser: Browser, path: str) -> None:
    """Without a case every page of a case says what to do instead."""
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "first choose what happened" in answer.text


def test_foreign_and_unknown_look_the_same(app: FastAPI, browser: Browser) -> None:
    """A finding of somebody else's case and one that never was get the same answer, and nothing is kept."""
    with_report(app, browser, ("mine1", ["e1"]))
    other = visit(app)
    other.post("/start", {"symptom": "symptom.free_parcel"})
    answers = [
        other.post("/case/findings", {"finding": name, "verdict": "mine"}, on="/upload") for name in ("mine1", "never")
    ]
    assert [one.status_code for one in answers] == [404, 404]
    plain = [re.sub(r'value="[^"]+"', "", one.text) for one in answers]
    assert plain[0] == plain[1]
    with db.reading(app.state.service.engine) as session:
        assert session.exec(select(VerdictRow)).all() == []


def test_foreign_upload_cannot_be_removed(app: FastAPI, browser: Browser) -> None:
    """Removing takes only one's own; somebody else's upload is as good as unknown."""
    browser.upload(("a.csv", ORDERS.encode()))
    browser.wait()
    upload = cases.uploads(the_case(app))[0].id
    other = visit(app)

    @app.post("/remove/{name}")
    def remove(request: Request, name: str) -> None:
        erase.remove_upload(request, name)

    other.post("/start", {"symptom": "symptom.free_parcel"})
    for name in (upload, "0" * 32):
        assert other.post(f"/remove/{name}", on="/upload").status_code == 404
    assert browser.post(f"/remove/{upload}", on="/upload").status_code == 200
    browser.wait()
    assert "a.csv" not in browser.get("/case/files").text


# --- answers and steps -----------------------------------------------------------------------------------------------


def test_answers_stay_and_follow_their_rows(app: FastAPI, browser: Browser) -> None:
    """An answer is shown, can be changed, and holds for a finding that shares a row; its own answer goes first."""
    case = with_report(app, browser, ("f1", ["e1", "e2"]), ("f2", ["e9"]))
    assert browser.post("/case/findings", {"finding": "f1", "verdict": "not_mine"}, on="/upload").status_code == 303
    assert [one["verdict"] for one in (cases.report(case) or {})["findings"]] == ["not_mine", None]
    case = with_report(app, browser, ("f3", ["e2", "e3"]), ("f2", ["e9"]))
    assert [one["verdict"] for one in (cases.report(case) or {})["findings"]] == ["not_mine", None]
    browser.post("/case/findings", {"finding": "f3", "verdict": "family"}, on="/upload")
    assert [one["verdict"] for one in (cases.report(case) or {})["findings"]] == ["family", None]
    cases.withdraw(case, "f3")
    assert [one["verdict"] for one in (cases.report(case) or {})["findings"]] == [None, None]


@pytest.mark.parametrize("form", [{"finding": "f1", "verdict": "guilty"}, {"finding": "f1"}, {"verdict": "mine"}, {}])
def test_answers_that_are_none(app: FastAPI, browser: Browser, form: dict[str, str]) -> None:
    """An unknown or missing answer changes nothing and is said."""
    with_report(app, browser, ("f1", ["e1"]))
    assert browser.post("/case/findings", form, on="/upload").status_code == 422


def test_progress_counts_its_changes(app: FastAPI, browser: Browser) -> None:
    """A step's state is kept with the number of its changes; unknown steps and states are refused."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    case = the_case(app)
    step = cases.plan(case, "ja")[0].step.id
    cases.set_progress(case, step, "later")
    cases.set_progress(case, step, "done")
    assert {name: (one.state, one.rev) for name, one in cases.progress(case).items()} == {step: ("done", 2)}
    for wrong in (("no.step", "done"), (step, "finished")):
        with pytest.raises(NotFound if wrong[0] == "no.step" else Unreadable):
            cases.set_progress(case, *wrong)


def test_no_personal_word_in_the_tables(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """Names, rows, order numbers and file hashes lie in the vault alone, encrypted."""
    case = with_report(app, browser, ("f1", ["e1"]))
    browser.post("/case/findings", {"finding": "f1", "verdict": "family"}, on="/upload")
    sha256 = cases.uploads(case)[0].sha256
    assert cases.uploads(case)[0].name == "CANARY-name.csv"
    assert hits(settings.data, *CANARIES, sha256.encode(), bytes.fromhex(sha256)) == []


# --- the resume code -------------------------------------------------------------------------------------------------


def test_code_opens_the_case_elsewhere(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """The code is shown once, kept as an Argon2id hash, and opens the case elsewhere with a cookie of its own."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.get("/case"))
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert code not in browser.get("/case").text
    plain = code.replace("-", "")
    assert hits(settings.data, code.encode(), plain.encode(), plain[8:].encode()) == []
    with db.reading(app.state.service.engine) as session:
        assert (session.exec(select(CaseRow)).one().resume_hash or "").startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    other = visit(app)
    assert other.post("/resume", {"code": code}, on="/resume").status_code == 303
    assert other.get("/case").status_code == browser.get("/case").status_code == 200
    assert other.client.cookies["mioboe"] != browser.client.cookies["mioboe"]


def test_code_is_understood_as_people_write_it(app: FastAPI, browser: Browser) -> None:
    """Small and full-width letters, other hyphens and spaces, and O, I, L for digits do not matter."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.get("/case"))
    written = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else "ー" for one in code)
    for form in (written, wide, f"  {code}\n"):
        assert visit(app).post("/resume", {"code": form}, on="/resume").status_code == 303


def test_new_code_ends_the_old_one(app: FastAPI, browser: Browser) -> None:
    """A new code replaces the old one."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    old = code_of(browser.get("/case"))
    new = code_of(browser.post("/case/code", on="/upload"))
    assert visit(app).post("/resume", {"code": old}, on="/resume").status_code == 403
    assert visit(app).post("/resume", {"code": new}, on="/resume").status_code == 303


def test_unknown_and_wrong_are_one_answer(app: FastAPI, browser: Browser) -> None:
    """A code whose first part exists and one that is invented look the same and take about the same time."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.get("/case"))
    wrong = code[:-4] + ("AAAA" if code[-4:] != "AAAA" else "BBBB")
    unknown = ("2222-2222" if not code.startswith("2222-2222") else "3333-3333") + code[9:]
    resume._decoy()
    seen = []
    for given in (wrong, unknown, "", "short", "x" * 5000):
        started = time.perf_counter()
        answer = visit(app).post("/resume", {"code": given}, on="/resume")
        seen.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
        assert time.perf_counter() - started > 0.02, "no hash was made"
    assert len(set(seen)) == 1
    assert seen[0][0] == 403


def test_throttle_of_one_code(app: FastAPI, browser: Browser) -> None:
    """After each failure the wait doubles, for everybody who tries this code, right or wrong, existing or not."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.get("/case"))
    for start in (code[:9], "ZZZZ-ZZZZ"):
        wrong = start + "-0000-0000-0000-0000-0000"
        assert browser.post("/resume", {"code": wrong}, on="/resume").status_code == 403
        answer = browser.post("/resume", {"code": start + code[9:]}, on="/resume")
        assert answer.status_code == 429
        assert "Wait" in answer.text
    waits = []
    with db.writing(app.state.service.engine) as session:
        for _ in range(14):
            resume._count(session, "a" * 64, "s" * 64)
            row = session.get_one(AttemptRow, "s" * 64)
            waits.append(round((row.until - now()).total_seconds()))
            row.until = now() - timedelta(seconds=1)
            session.get_one(AttemptRow, "a" * 64).failures = 0
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]


def test_throttle_of_one_address(app: FastAPI) -> None:
    """Twenty different codes a minute from one address, then a wait; who forwards a made-up address gains nothing."""
    browser = visit(app)
    token = browser.token("/resume")
    answers = [
        browser.client.post(
            "/resume", data={"csrf": token, "code": f"{number:08}0000"}, headers={"X-Forwarded-For": f"10.0.0.{number}"}
        ).status_code
        for number in range(22)
    ]
    assert answers == [403] * 20 + [429] * 2


def test_success_clears_the_counter(app: FastAPI, browser: Browser) -> None:
    """After the right code nobody has to wait for an earlier mistake."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.get("/case"))
    for _ in range(3):
        assert visit(app).post("/resume", {"code": code}, on="/resume").status_code == 303


def test_leaving_closes_this_browser_only(app: FastAPI, browser: Browser) -> None:
    """Closing the case takes the cookie away and ends it on the server; the code opens the case again."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.get("/case"))
    cookie = browser.client.cookies["mioboe"]
    answer = browser.post("/case/leave", on="/upload")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert visit(app, Cookie=f"mioboe={cookie}").get("/case").status_code == 404
    assert browser.post("/resume", {"code": code}, on="/resume").status_code == 303
    assert browser.get("/case").status_code == 200


# --- the end ---------------------------------------------------------------------------------------------------------


def test_deletion_leaves_nothing(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """Key, rows and blobs are gone at once, from the database's log too; cookie and code open nothing any more."""
    case = with_report(app, browser, ("f1", ["e1"]))
    browser.upload(text=GIFT)
    browser.wait()
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.get("/case"))
    cookie = browser.client.cookies["mioboe"]
    with db.reading(app.state.service.engine) as session:
        row = session.get_one(CaseRow, case.id)
        kept = [row.key or b"", (row.resume_hash or "").encode(), cases.token_hash(cookie).encode()]
        kept += [one.fingerprint.encode() for one in session.exec(select(UploadRow))]
    assert all(hits(settings.data, one) for one in kept)
    answer = browser.post("/case/delete", on="/case/delete")
    assert answer.status_code == 200
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert hits(settings.data, *kept, *CANARIES) == []
    assert [one for one in settings.blobs.rglob("*") if one.is_file()] == []
    assert visit(app, Cookie=f"mioboe={cookie}").get("/case").status_code == 404
    assert visit(app).post("/resume", {"code": code}, on="/resume").status_code == 403
    with db.reading(app.state.service.engine) as session:
        assert {"opened", "uploaded", "code", "erased"} <= {one.event for one in session.exec(select(AuditRow))}


def test_deletion_that_was_cut_off(settings: Settings) -> None:
    """Blobs that were left when the process died in a deletion or an upload are removed at the next start."""
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("a.csv", ORDERS.encode()))
        browser.wait()
        case = the_case(app)
        case.service.vault.put(case.key, "0" * 32 + ".data", b"an upload that no row knows")
        case.service.vault.put(case.key._replace(case_id="d" * 32), "report", b"of a case that is gone")
    with running(settings) as app:
        assert sorted(name.partition(".")[2] for name in app.state.service.vault.names(case.id)) == [
            "", "data", "events", "name",
        ]  # fmt: skip
        assert app.state.service.vault.cases() == {case.id}


def test_what_is_old_is_forgotten(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """After their time originals go and the report stays; after its time the whole case goes."""
    browser.upload(("a.csv", ORDERS.encode()))
    browser.wait()
    case = the_case(app)
    before = cases.report(case)
    with db.writing(case.service.engine) as session:
        session.exec(select(UploadRow)).one().created_at = now() - timedelta(days=31)
    erase.expire(case.service)
    assert [one.state for one in cases.uploads(case)] == ["expired"]
    assert not [one for one in case.service.vault.names(case.id) if one.endswith(".data")]
    browser.upload(text="2 lines\nof text")
    browser.wait()
    after = cases.report(case)
    assert before
    assert after
    assert after["events"] == before["events"]
    assert cases.run(case).state == "done"
    with db.writing(case.service.engine) as session:
        session.get_one(CaseRow, case.id).created_at = now() - timedelta(days=181)
    erase.expire(case.service)
    assert case.service.vault.cases() == set()
    assert browser.get("/case").status_code == 404
    with db.reading(case.service.engine) as session:
        assert session.exec(select(RunRow)).all() == []
