"""Fifty hostile clients, for ``hostile_load.py``: each sends what costs the service most, as fast as it is answered.

They run in a process of their own (``python -m tests.load.hostile URL SECONDS``), which prints as JSON how often each
thing was answered with which status.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable

import httpx

from tests.browser import ORDERS, multipart
from tests.load.sign_in_load import UNUSED

CLIENTS = 50
NEIGHBOURS = 10  # of them at the person's own address
SIGNS = "4@8({[<369!1|70$5+%2"
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


def address(number: int) -> str:
    """The address of a client; the person's is that of client 0."""
    return f"10.0.0.{number if number >= NEIGHBOURS else 0}"


async def token(client: httpx.AsyncClient, path: str) -> str:
    found = TOKEN.search((await client.get(path)).text)
    return found[1] if found else ""


async def sign_up(client: httpx.AsyncClient) -> httpx.Response:
    """A password that takes long to judge."""
    password = "".join(random.choices(SIGNS, k=128))
    form = {"csrf": await token(client, "/sign-up"), "name": f"n{random.randrange(10**9)}"}
    return await client.post("/sign-up", data={**form, "password": password, "again": password})


async def sign_in(client: httpx.AsyncClient) -> httpx.Response:
    """A wrong password for the person's account."""
    form = {"csrf": await token(client, "/sign-in"), "name": "hanako", "password": "wrong"}
    return await client.post("/sign-in", data=form)


async def resume(client: httpx.AsyncClient) -> httpx.Response:
    """A code that opens nothing."""
    form = {"csrf": await token(client, "/resume"), "code": f"{random.randrange(10**9):036}"}
    return await client.post("/resume", data=form)


async def verify(client: httpx.AsyncClient) -> httpx.Response:
    """What looks like many ends of a ZIP."""
    file = ("bundle.zip", b"PK\x07\x08" * (512 * 256))
    return await client.post("/verify", **multipart(await token(client, "/verify"), (file,)))


async def upload(client: httpx.AsyncClient) -> httpx.Response:
    """A file, without an account."""
    file = (f"{random.randrange(10**9)}.csv", ORDERS.encode() * 500)
    return await client.post("/upload", **multipart(await token(client, "/upload"), (file,)))


async def new_code(client: httpx.AsyncClient) -> httpx.Response:
    """A case, and a new code for it."""
    form = {"csrf": await token(client, "/"), "symptom": "symptom.free_parcel"}
    await client.post("/start", data=form)
    return await client.post("/case/code", data={"csrf": await token(client, "/case")})


ATTACKS: tuple[Callable[[httpx.AsyncClient], Awaitable[httpx.Response]], ...] = (
    sign_up, sign_in, resume, verify, upload, new_code,
)  # fmt: skip


async def client(number: int, url: str, end: float, seen: Counter[str]) -> None:
    """One client until the end; where it was told to wait it goes on as another browser, which costs it nothing."""
    headers = {"X-Forwarded-For": address(number), "Accept-Language": "en"}
    at, browser = number, httpx.AsyncClient(base_url=url, headers=headers, timeout=60, verify=UNUSED)
    while time.monotonic() < end:
        attack = ATTACKS[at % len(ATTACKS)]
        try:
            status = (await attack(browser)).status_code
        except httpx.TransportError as error:
            status = 0
            seen[f"{attack.__name__} {type(error).__name__}"] += 1
        seen[f"{attack.__name__} {status}"] += 1
        if status != 200:
            at += 1
            browser.cookies.clear()
    await browser.aclose()


async def flood(url: str, seconds: float) -> Counter[str]:
    """All of them at once."""
    seen, end = Counter[str](), time.monotonic() + seconds
    await asyncio.gather(*(client(number, url, end, seen) for number in range(CLIENTS)))
    return seen


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(sys.argv[1], float(sys.argv[2]))), sort_keys=True))
