"""The vault in a bucket: against a real S3 protocol server, with the faults of networks and of busy services."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import obstore
import pyrage
import pytest

from app.cannot_start import CannotStart
from app.cli import main
from app.errors import Damaged, Missing
from app.settings import Settings, load
from app.storage import rotation, service
from app.storage import unfinished as parts
from app.storage.blobs import NotKept
from app.storage.bucket import PART, REQUESTS_AT_A_TIME, bucket_store, claim
from app.storage.folder import Away
from app.storage.keys import MasterKeys
from app.storage.unfinished import give_up
from app.storage.vault import CannotOpen, CaseKey, Vault, unopened
from tests.faults import Faults, proxy

LARGE = bytes(range(256)) * 4096 * 9  # 9 MiB: two parts
LAST = "partNumber=2"  # the only part that may be so short; both are on their way at once, and either may come first
CASE = "a" * 32


@pytest.fixture
def faults(bucket: Settings) -> Iterator[Faults]:
    """A proxy between vault and server."""
    with proxy(urlsplit(bucket.vault_endpoint).netloc) as between:
        yield between


@pytest.fixture
def vault(bucket: Settings, faults: Faults) -> Vault:
    """A vault behind the proxy."""
    return opened(replace(bucket, vault_endpoint=faults.url))


@pytest.fixture
def key(vault: Vault) -> CaseKey:
    return vault.new_key(CASE)[0]


def opened(settings: Settings) -> Vault:
    keys = MasterKeys((pyrage.x25519.Identity.generate(),))
    store = service.blob_store(settings, keys, alone=False)
    claim(store, settings, keys)
    return Vault(store, keys)


def write(vault: Vault, key: CaseKey, data: bytes) -> None:
    """A blob in pieces, as an upload comes."""
    with vault.writer(key, "x") as take:
        for start in range(0, len(data), 1 << 20):
            take(data[start : start + (1 << 20)])


def put(vault: Vault, key: CaseKey, data: bytes) -> None:
    vault.put(key, "x", data)


def read(vault: Vault, key: CaseKey) -> bytes:
    return vault.get(key, "x")


def streamed(vault: Vault, key: CaseKey) -> bytes:
    return b"".join(vault.stream(key, "x"))


def in_memory(vault: Vault, key: CaseKey) -> bytes:
    with open(vault.in_memory(key, "x"), "rb") as file:
        return file.read()


def unfinished(settings: Settings) -> int:
    """Uploads in parts that were neither completed nor given up."""
    bucket = urlsplit(settings.vault).netloc
    return httpx.get(f"{settings.vault_endpoint}/{bucket}?uploads", timeout=60).text.count("<Upload>")


@pytest.mark.parametrize("size", [0, 1, 70_000, PART + 1])
def test_what_goes_in_comes_out(vault: Vault, key: CaseKey, bucket: Settings, size: int) -> None:
    """In one piece or in parts, below its prefix, with all that the vault says of blobs; deleted, nothing is left."""
    data = LARGE[:size]
    write(vault, key, data)
    vault.put(key, "y", data)
    assert read(vault, key) == streamed(vault, key) == in_memory(vault, key) == vault.get(key, "y") == data
    assert all(found > size for found in vault.sizes(CASE).values())
    assert set(vault.names(CASE)) == {"x", "y"}
    assert vault.written_at(key.case_id, "x")
    assert vault.written_at(key.case_id, "never") is None
    assert vault.cases() == {CASE}
    assert vault.free(20, 1) is None
    vault.delete(CASE, "x", "never")
    vault.delete_all(CASE)
    assert vault.cases() == set()
    assert unfinished(bucket) == 0


@pytest.mark.parametrize(
    ("do", "size", "fault", "method"),
    [
        (write, 1000, "500", "PUT"),
        (write, 1000, "503", "HEAD"),
        (put, 1000, "gone", "PUT"),
        (put, 1000, "lost", "PUT"),
        (put, PART + 1, "lost", "PUT"),
        (put, PART + 1, "503", "PUT"),
        (write, PART + 1, "gone", "PUT"),
        (write, PART + 1, "500", "POST"),
    ],
)
def test_faults_while_writing(
    vault: Vault, key: CaseKey, faults: Faults, do: Callable[..., None], size: int, fault: str, method: str
) -> None:
    """What goes wrong once is got over, and where bytes were lost on the way they are sent again."""
    faults.times(1, fault, method, LAST if fault == "lost" and size > PART else "")
    do(vault, key, LARGE[:size])
    assert faults.spoiled == 1
    assert read(vault, key) == LARGE[:size]


@pytest.mark.parametrize(("fault", "count", "error"), [("lost", 1, NotKept), ("503", 99, OSError)])
@pytest.mark.parametrize("size", [1000, PART + 1])
def test_an_upload_that_did_not_arrive(
    vault: Vault,
    key: CaseKey,
    bucket: Settings,
    faults: Faults,
    size: int,
    fault: str,
    count: int,
    error: type[Exception],
) -> None:
    """An upload that arrived shortened, or not at all after a few tries, is an error and leaves nothing; with the
    service back, the next one succeeds."""
    faults.times(count, fault, "PUT", LAST if fault == "lost" and size > PART else "")
    with pytest.raises(error):
        write(vault, key, LARGE[:size])
    assert 1 <= faults.spoiled < 20
    assert vault.names(CASE) == []
    assert unfinished(bucket) == 0
    faults.times(0, "")
    write(vault, key, LARGE[:size])
    assert read(vault, key) == LARGE[:size]


@pytest.mark.parametrize("do", [read, streamed, in_memory])
@pytest.mark.parametrize("fault", ["500", "503", "gone", "cut", "short"])
def test_faults_while_reading(vault: Vault, key: CaseKey, faults: Faults, do: Callable[..., bytes], fault: str) -> None:
    """What goes wrong once is got over, and never taken for a damaged file."""
    data = LARGE[:1_500_000]
    write(vault, key, data)
    faults.times(1, fault, "GET")
    assert do(vault, key) == data
    assert faults.spoiled == 1


@pytest.mark.parametrize("do", [read, streamed, in_memory])
def test_damage_and_absence_are_told_apart_from_silence(
    vault: Vault, key: CaseKey, faults: Faults, do: Callable[..., bytes]
) -> None:
    """A blob that is gone or changed has its sentence; a service that does not answer is none of the two, and after a
    few tries the person hears of it."""
    with pytest.raises(CannotOpen) as found:
        do(vault, key)
    assert type(unopened(found.value)) is Missing
    obstore.put(vault.store, f"{CASE}/x", b"age-encryption.org/v1\n noise")
    with pytest.raises(CannotOpen) as found:
        do(vault, key)
    assert type(unopened(found.value)) is Damaged
    write(vault, key, b"1")
    faults.times(99, "503", "GET")
    with pytest.raises((obstore.exceptions.BaseError, OSError)) as silence:
        do(vault, key)
    assert not isinstance(silence.value, CannotOpen | FileNotFoundError)
    assert 1 < faults.spoiled < 10


def cached(vault: Vault, key: CaseKey) -> bytes:
    return vault.derived(key, "x", bytes)


@pytest.mark.parametrize("do", [read, streamed, in_memory, cached])
def test_a_bucket_that_is_away_is_no_empty_one(
    vault: Vault, key: CaseKey, faults: Faults, do: Callable[..., bytes]
) -> None:
    """While a bucket is gone as a whole, none of its blobs is missing: what was written would be taken for never
    written, and written over once the bucket is back."""
    vault.put(key, "x", b"1")
    faults.times(99, "404")
    with pytest.raises(Away):
        do(vault, key)
    faults.times(0, "")
    assert do(vault, key) == b"1"


@pytest.mark.parametrize("size", [10, len(LARGE)])
def test_broken_off_leaves_nothing(vault: Vault, key: CaseKey, bucket: Settings, size: int) -> None:
    """An upload that the person breaks off leaves neither a blob nor parts of one."""

    def break_off() -> None:
        with vault.writer(key, "x") as take:
            take(LARGE[:size])
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        break_off()
    assert vault.cases() == set()
    assert unfinished(bucket) == 0


def test_few_requests_at_a_time(vault: Vault, key: CaseKey, faults: Faults) -> None:
    """However many threads ask, the service is asked by a few of them at a time."""
    vault.put(key, "x", b"1")
    faults.times(99, "slow", "GET")
    with ThreadPoolExecutor(3 * REQUESTS_AT_A_TIME) as threads:
        found = list(threads.map(lambda _: vault.get(key, "x"), range(3 * REQUESTS_AT_A_TIME)))
    assert set(found) == {b"1"}
    assert 1 < faults.most_at_once <= REQUESTS_AT_A_TIME


def test_start_says_what_is_wrong(bucket: Settings, faults: Faults) -> None:
    """No such bucket, a key that may not, nobody there, and a place of another installation each have a sentence."""
    service.start(bucket).close()
    service.start(bucket).close()
    told: dict[str, str] = {}
    changes = {
        "There is no bucket": replace(bucket, vault="s3://not-there/a"),
        "does not let Mioboe use": replace(bucket, vault_endpoint=faults.url),
        "can be reached": replace(bucket, vault_endpoint="http://127.0.0.1:1"),
        "another installation": replace(bucket, data=bucket.data / "other"),
    }
    faults.times(99, "403")
    for words, changed in changes.items():
        with pytest.raises(CannotStart) as refused:
            service.start(changed)
        told[words] = str(refused.value)
    assert [words for words, sentence in told.items() if words not in sentence] == []


def test_a_place_stays_ours_when_the_key_is_exchanged(bucket: Settings) -> None:
    """The mark follows the master key."""
    for change in (rotation.rotate, rotation.forget_older):
        here = service.start(bucket)
        change(here.engine, here.settings, here.vault.keys)
        here.close()
    service.start(bucket).close()


def test_leftovers_are_cleaned_away(
    bucket: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """``mioboe vault clean`` ends what a killed process left unfinished below the prefix alone, and says so; what was
    written just now stays. Without an access key nothing can be asked."""
    service.start(bucket).close()
    store = bucket_store(bucket)
    root = f"{bucket.vault_endpoint}/{urlsplit(bucket.vault).netloc}"
    httpx.post(f"{root}/a/b/{CASE}/x?uploads", timeout=60).raise_for_status()
    httpx.post(f"{root}/other/x?uploads", timeout=60).raise_for_status()
    obstore.put(store, f"{CASE}/x.data", b"of an upload that goes on")
    for name in ("data", "vault", "vault_endpoint"):
        monkeypatch.setenv(f"MIOBOE_{name.upper()}", str(getattr(bucket, name)))
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    with pytest.raises(SystemExit) as ended:
        main(("vault", "clean"))
    said = capfd.readouterr().out
    assert ended.value.code == 0
    assert "0 files that nothing belongs to were removed." in said
    assert "1 unfinished upload was removed." in said
    assert unfinished(bucket) == 1
    assert obstore.head(store, f"{CASE}/x.data")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert give_up(bucket, timedelta(0)) is None


def test_two_processes_clean_at_the_same_time(bucket: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the other one ended since it was listed is no error."""
    root = f"{bucket.vault_endpoint}/{urlsplit(bucket.vault).netloc}"
    for name in "xy":
        httpx.post(f"{root}/a/b/{CASE}/{name}?uploads", timeout=60).raise_for_status()
    listed = parts._listed

    def twice(*given: Any) -> Iterator[Any]:
        for one in listed(*given):
            yield from (one, one)

    monkeypatch.setattr(parts, "_listed", twice)
    assert give_up(bucket, timedelta(0)) == 4
    assert unfinished(bucket) == 0


@pytest.mark.parametrize(
    "place", ["/srv/vault", "s3://", "s3://B", "gs://bucket/x", "s3://bucket/a?x=1", "s3://bucket//"]
)
def test_places_that_cannot_be_meant(place: str) -> None:
    """Only a bucket with a plain prefix is one; endpoints are addresses, from our variable or the usual ones."""
    with pytest.raises(CannotStart):
        load({"MIOBOE_VAULT": place})
    with pytest.raises(CannotStart):
        load({"MIOBOE_VAULT_ENDPOINT": "minio:9000"})
    assert load({"MIOBOE_VAULT": "s3://bucket/a/b/"}).vault == "s3://bucket/a/b"
    assert load({"AWS_ENDPOINT_URL": "http://minio:9000/"}).vault_endpoint == "http://minio:9000"
