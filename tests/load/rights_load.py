"""Export and erasure of everything: within a minute for 100,000 rows, and in the memory that a small case takes."""

import random
import re
import time
from pathlib import Path

from app.cases.change import changing
from app.cases.export.archive import archive
from app.cases.files import erase
from app.cases.files.uploads import NewFile, enter
from app.settings import Settings
from app.storage.blob import original, writer
from benchmarks.generate import order_history
from tests.browser import visit
from tests.service import running, the_case

MIB = 1024 * 1024


def memory(name: str) -> int:
    """A figure of this process in MiB: resident now (VmRSS), or its peak (VmHWM)."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) // 1024


def test_hundred_thousand_rows_take_less_than_a_minute_each(settings: Settings, tmp_path: Path) -> None:
    """The whole archive, with the summary in every form, and the erasure down to the database's log."""
    order_history(tmp_path / "orders.csv", 100_000)
    with running(settings) as app:
        browser = visit(app)
        browser.upload(("orders.csv", (tmp_path / "orders.csv").read_bytes()))
        browser.wait(1200)
        case, began, size = the_case(app), time.monotonic(), 0
        for piece in archive([case], "ja"):
            size += len(piece)
        exported = time.monotonic()
        erase.erase(case.service, case.id)
        erased = time.monotonic()
    print(f"export {exported - began:.2f} s, {size / 1e6:.1f} MB; erasure {erased - exported:.2f} s")
    assert exported - began < 60
    assert erased - exported < 60


def test_large_original_takes_no_more_memory(settings: Settings) -> None:
    """An original of 400 MB is exported in little more memory than the same case without it."""
    with running(settings) as app:
        visit(app).post("/start", {"symptom": "symptom.free_parcel"})
        case, file = the_case(app), NewFile("a" * 32, "noise.bin", 400 * MIB)
        sum(map(len, archive([case], "en")))  # what is loaded once
        chance = random.Random(1)
        with writer(case.service.vault, case.key, original(file.id)) as write:
            for _ in range(400):
                write(chance.randbytes(MIB))
        with changing(case) as change:
            enter(change, [file])
        Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here on
        before = memory("VmRSS")
        sent = sum(map(len, archive([case], "en")))
        grown = memory("VmHWM") - before
    print(f"{sent / 1e6:.0f} MB in {grown} MiB more")
    assert sent > 400 * MIB
    assert grown < 64
