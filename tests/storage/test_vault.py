"""The vault keeps blobs that only their case can open, and nothing of what was broken off."""

import os
import threading
import time
import weakref
from pathlib import Path

import pyrage
import pytest

from app.storage.folder import local_store
from app.storage.keys import MasterKeys
from app.storage.remembered import IDLE, MOST_BYTES
from app.storage.streams import CHUNK
from app.storage.vault import CannotOpen, Vault, missing

CLEAR = b"CANARY 250-0000001 " * 200_000  # 3.8 MB


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(local_store(tmp_path / "vault"), MasterKeys((pyrage.x25519.Identity.generate(),)))


def files(tmp_path: Path) -> list[Path]:
    return [one for one in (tmp_path / "vault").rglob("*") if one.is_file()]


def test_what_goes_in_comes_out(vault: Vault, tmp_path: Path) -> None:
    """Pieces of any length, written in a stream, come back whole: as bytes and as a file in memory."""
    key, _ = vault.new_key("a" * 32)
    with vault.writer(key, "x.data") as write:
        for start in range(0, len(CLEAR), 70_001):
            write(CLEAR[start : start + 70_001])
    assert vault.get(key, "x.data") == CLEAR
    fd = vault.in_memory(key, "x.data")
    try:
        assert os.readlink(f"/proc/self/fd/{fd}").startswith("/memfd:")
        assert os.pread(fd, len(CLEAR) + 1, 0) == CLEAR
        assert os.lseek(fd, 0, os.SEEK_CUR) == 0
    finally:
        os.close(fd)
    assert not any(b"CANARY" in one.read_bytes() for one in files(tmp_path))


def test_what_was_made_of_a_blob_goes_with_it(vault: Vault) -> None:
    """It is made once, and never of a state that is gone: not after the blob was replaced, removed, or changed while it
    was made."""
    key, _ = vault.new_key("a" * 32)
    vault.put(key, "x", b"one")
    first = vault.derived(key, "x", bytearray)
    assert vault.derived(key, "x", bytearray) is first
    vault.put(key, "x", b"two")
    assert vault.derived(key, "x", bytearray) == b"two"
    with vault.writer(key, "x") as write:
        write(b"three")

    def meanwhile(data: bytes) -> bytearray:
        vault.put(key, "x", b"four")
        return bytearray(data)

    assert vault.derived(key, "x", meanwhile) == b"three"
    assert vault.derived(key, "x", bytearray) == b"four"
    vault.delete_all(key.case_id)
    with pytest.raises(CannotOpen):
        vault.derived(key, "x", bytearray)


def test_what_is_not_there_is_looked_for_once(vault: Vault) -> None:
    """Most cases lack one blob or another, and every page asks for it. What this process writes is found at once,
    what another one writes where there may be one."""
    key, _ = vault.new_key("a" * 32)
    with pytest.raises(CannotOpen) as caught:
        vault.derived(key, "x", bytearray)
    assert missing(caught.value)
    Vault(vault.store, vault.keys).put(key, "x", b"of another process")
    with pytest.raises(CannotOpen):
        vault.derived(key, "x", bytearray)
    vault.shared = True
    assert vault.derived(key, "x", bytearray) == b"of another process"
    vault.shared = False
    size, pieces = vault.sealed(key.case_id, "x")
    sealed = [*pieces]
    vault.delete(key.case_id, "x")
    with pytest.raises(CannotOpen):
        vault.derived(key, "x", bytearray)
    vault.put_sealed(key.case_id, "x", size, iter(sealed))
    assert vault.derived(key, "x", bytearray) == b"of another process"


class Held:
    """Something that shows when it is gone."""

    def __init__(self, data: bytes) -> None:
        self.data = data


def test_what_nobody_uses_leaves_the_memory(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once when the case is left, and ten minutes after its last use; other cases stay."""
    one, other = vault.new_key("a" * 32)[0], vault.new_key("b" * 32)[0]
    for key in (one, other):
        vault.put(key, "x", b"x")
    gone, kept = (weakref.ref(vault.derived(key, "x", Held)) for key in (one, other))
    vault.forget_case(one.case_id)
    assert gone() is None
    assert vault.derived(other, "x", Held) is kept()
    moments = iter((IDLE - 1, 2 * IDLE))
    began = time.monotonic()
    monkeypatch.setattr("app.storage.remembered.time.monotonic", lambda: began + next(moments))
    vault.drop_idle()
    assert kept() is not None
    vault.drop_idle()
    assert kept() is None


def test_what_was_made_is_kept_within_bounds(vault: Vault) -> None:
    """Of large blobs only the results used last stay."""
    key, _ = vault.new_key("a" * 32)
    for name in "abc":
        vault.put(key, name, bytes(MOST_BYTES // 2))
    made = {name: vault.derived(key, name, bytearray) for name in "ab"}
    assert vault.derived(key, "a", bytearray) is made["a"]
    vault.derived(key, "c", bytearray)
    assert vault.derived(key, "a", bytearray) is made["a"]
    assert vault.derived(key, "b", bytearray) is not made["b"]


def test_a_slow_taker_holds_few_pieces(vault: Vault) -> None:
    """A blob of 64 MiB that nobody goes on taking is not in memory, its thread ends when it is let go, and a taker who
    goes on has all of it."""
    key, _ = vault.new_key("a" * 32)
    with vault.writer(key, "x") as write:
        for number in range(64):
            write(bytes([number]) * CHUNK)
    before = memory()
    takers = [vault.stream(key, "x") for _ in range(4)]
    assert [next(one)[:1] for one in takers] == [b"\0"] * 4
    time.sleep(0.5)
    assert memory() - before < 4 * 16 * CHUNK
    assert b"".join(takers.pop()) == b"".join(bytes([number]) * CHUNK for number in range(1, 64))
    takers.clear()
    end = time.monotonic() + 60
    while any(one.name == "vault" for one in threading.enumerate()) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(one.name == "vault" for one in threading.enumerate())


def test_a_stream_that_nobody_takes_ends(vault: Vault) -> None:
    """What was asked for a blob and then failed before the first piece was taken leaves no thread behind."""
    key, _ = vault.new_key("a" * 32)
    with vault.writer(key, "x") as write:
        for _ in range(16):
            write(bytes(CHUNK))
    vault.stream(key, "x")
    end = time.monotonic() + 60
    while (left := [one for one in threading.enumerate() if one.name == "vault"]) and time.monotonic() < end:
        time.sleep(0.05)
    assert left == []


def memory() -> int:
    """Bytes of this process that are in memory, shared memory included."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("data", [b"", b"1", b"x" * 65536, b"x" * 65537])
def test_sizes_at_the_edges(vault: Vault, data: bytes) -> None:
    """Nothing, one byte, and lengths around the cipher's own pieces."""
    key, _ = vault.new_key("a" * 32)
    with vault.writer(key, "x") as write:
        write(data)
    vault.put(key, "y", data)
    assert vault.get(key, "x") == vault.get(key, "y") == data


def test_a_blob_is_on_the_disk_before_it_counts(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blob, its folder and the vault are flushed before the writer returns, so that a power cut takes nothing back; no
    one else can open any of them."""
    flushed: list[str] = []
    fsync = os.fsync

    def noted(fd: int) -> None:
        flushed.append(os.readlink(f"/proc/self/fd/{fd}"))
        fsync(fd)

    monkeypatch.setattr(os, "fsync", noted)
    key, _ = vault.new_key("a" * 32)
    root = tmp_path / "vault"
    with vault.writer(key, "x") as write:
        write(b"1")
    assert flushed == [str(one) for one in (root / key.case_id / "x", root / key.case_id, root)]
    vault.put(key, "y", b"2")
    assert flushed[3:] == [str(one) for one in (root / key.case_id / "y", root / key.case_id, root)]
    assert [Path(one).stat().st_mode & 0o777 for one in flushed] == [0o600, 0o700, 0o700] * 2


@pytest.mark.parametrize("size", [0, 10, 3_000_000])
def test_broken_off_leaves_nothing(vault: Vault, tmp_path: Path, size: int) -> None:
    """A writer that ends with an error leaves no file, complete or not, and no thread."""
    key, _ = vault.new_key("a" * 32)

    def break_off() -> None:
        with vault.writer(key, "x.data") as write:
            write(b"c" * size)
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        break_off()
    assert files(tmp_path) == []


def test_leftovers_of_a_killed_process(vault: Vault, tmp_path: Path) -> None:
    """What a killed process had half written is removed at the next start, what it had finished is not."""
    key, _ = vault.new_key("a" * 32)
    vault.put(key, "whole", b"1")
    half = tmp_path / "vault" / key.case_id / "x.data#1"
    half.write_bytes(b"half")
    local_store(tmp_path / "vault")
    assert not half.exists()
    assert vault.get(key, "whole") == b"1"


def test_only_its_own_case_opens_a_blob(vault: Vault) -> None:
    """Another case's key, a changed, a shortened and a missing blob all fail in the same plain way."""
    key, _ = vault.new_key("a" * 32)
    other, _ = vault.new_key("b" * 32)
    vault.put(key, "x", CLEAR)
    sealed = bytes(vault.store.get(f"{key.case_id}/x").bytes())
    changed = bytearray(sealed)
    changed[len(sealed) // 2] ^= 1
    for damaged in (bytes(changed), sealed[: len(sealed) // 2], b""):
        vault.store.put(f"{key.case_id}/damaged", damaged)
        with pytest.raises(CannotOpen):
            vault.get(key, "damaged")
        with pytest.raises(CannotOpen):
            vault.in_memory(key, "damaged")
    with pytest.raises(CannotOpen):
        vault.get(key, "never")
    with pytest.raises(CannotOpen):
        vault.get(other._replace(case_id=key.case_id), "x")


def test_locked_keys(vault: Vault) -> None:
    """A case's key comes back from its locked form with the same master key only, and never shows itself."""
    key, locked = vault.new_key("a" * 32)
    assert str(vault.open_key("a" * 32, locked).identity) == str(key.identity)
    with pytest.raises(CannotOpen):
        Vault(vault.store, MasterKeys((pyrage.x25519.Identity.generate(),))).open_key("a" * 32, locked)
    assert "AGE-SECRET" not in repr(key)
    assert str(key.identity).encode() not in locked


def test_keyed_hash_differs_between_cases(vault: Vault) -> None:
    """The same value has one hash inside a case and another in the next, and parts do not run into each other."""
    one, two = vault.new_key("a" * 32)[0], vault.new_key("b" * 32)[0]
    assert one.keyed_hash("a", "b") == one.keyed_hash("a", "b")
    assert (
        len({one.keyed_hash("a", "b"), two.keyed_hash("a", "b"), one.keyed_hash("ab", ""), one.keyed_hash("ab")}) == 4
    )


def test_delete_all(vault: Vault, tmp_path: Path) -> None:
    """All blobs of a case go, those of the next stay."""
    one, two = vault.new_key("a" * 32)[0], vault.new_key("b" * 32)[0]
    for name in ("x", "y.data"):
        vault.put(one, name, b"1")
    vault.put(two, "x", b"2")
    vault.delete_all(one.case_id)
    vault.delete_all(one.case_id)
    assert vault.cases() == {two.case_id}
    assert [one.name for one in files(tmp_path)] == ["x"]
