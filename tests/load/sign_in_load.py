"""Sign-ins on an idle machine: what one costs, and that a flood of wrong ones neither fills memory nor slows others.

The service runs in a process of its own, so that its processor time and its memory can be read.
"""

import asyncio
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.service import until

PASSWORD = "gyokuro teapot 4 herons"
AT_ONCE = 200
MIB = 1024 * 1024
UNUSED = ssl.create_default_context()  # made once: 200 of them would keep the one thread of the test from measuring


class Server(NamedTuple):
    """A running service: its address and its process."""

    url: str
    pid: int

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Resident bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A service that believes which address a request comes from, so that 200 strangers can be played."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"MIOBOE_DATA": str(tmp_path / "data"), "MIOBOE_PROXIES": "127.0.0.1,::1"}
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    url = f"http://localhost:{port}"
    try:
        until(lambda: answers(url))
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


def stranger(server: Server, number: int) -> httpx.AsyncClient:
    """A browser at an address of its own."""
    address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    headers = {"X-Forwarded-For": address, "Accept-Language": "en"}
    return httpx.AsyncClient(base_url=server.url, headers=headers, timeout=300, verify=UNUSED)


async def sent(client: httpx.AsyncClient, path: str, **form: str) -> int:
    """The status of the answer to a form that is filled in and sent."""
    page = await client.get(path)
    token = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert token
    return (await client.post(path, data={"csrf": token[1], **form})).status_code


def test_a_sign_in_costs_little(server: Server) -> None:
    """At most 150 ms of processor time, with the page of the form."""

    async def signed_in(count: int) -> None:
        for number in range(count):
            async with stranger(server, number) as client:
                assert await sent(client, "/sign-in", name="hanako", password=PASSWORD) == 303

    async def prepared() -> None:
        async with stranger(server, 0) as client:
            assert await sent(client, "/sign-up", name="hanako", password=PASSWORD, again=PASSWORD) == 303
        await signed_in(3)

    asyncio.run(prepared())
    before = server.processor_seconds()
    asyncio.run(signed_in(20))
    cost = (server.processor_seconds() - before) / 20
    print(f"a sign-in: {cost * 1000:.0f} ms of processor time")
    assert cost <= 0.15


def test_a_flood_of_wrong_sign_ins_slows_nobody(server: Server) -> None:
    """200 at once from 200 addresses: at most 512 MiB above idle, and 99 of 100 other pages within 500 ms."""
    waits: list[float] = []
    peak = 0

    async def others(flood: asyncio.Task[None]) -> None:
        nonlocal peak
        async with stranger(server, 1_000_000) as client:
            while not flood.done():
                begun = time.perf_counter()
                assert (await client.get("/")).status_code == 200
                waits.append(time.perf_counter() - begun)
                peak = max(peak, server.memory())
                await asyncio.sleep(0.02)

    async def wrong(number: int) -> None:
        async with stranger(server, number) as client:
            assert await sent(client, "/sign-in", name=f"name{number}", password="wrong") == 403

    async def flood() -> None:
        await asyncio.gather(*(wrong(number) for number in range(AT_ONCE)))

    async def both() -> None:
        await others(asyncio.create_task(flood()))

    asyncio.run(wrong(999_999))
    idle = server.memory()
    asyncio.run(both())
    slowest = sorted(waits)[int(len(waits) * 0.99)]
    print(f"{len(waits)} pages, p99 {slowest * 1000:.0f} ms, {(peak - idle) / MIB:.0f} MiB above idle")
    assert len(waits) >= 100
    assert peak - idle <= 512 * MIB
    assert slowest <= 0.5
