"""Fifty hostile clients do not keep a person from signing in: page and form together take at most two seconds."""

import asyncio
import json
import subprocess
import sys
import time

from tests.load.hostile import ATTACKS
from tests.load.sign_in_load import PASSWORD, Server, sent, server, stranger

__all__ = ["server"]

SECONDS = 40
PAUSE = 3  # seconds between two sign-ins: an account's browsers may do 20 a minute
FEWEST = 8  # sign-ins that are measured
MOST = 2  # seconds


def test_hostile_clients_keep_nobody_from_signing_in(server: Server) -> None:
    """While they send sign-ups, sign-ins, codes, bundles and files, some of them from the person's own address."""
    waits: list[float] = []

    async def signing_in() -> str:
        """Signs in again and again while they are at it: what they say they did."""
        async with stranger(server, 0) as person:
            assert await sent(person, "/sign-up", name="hanako", password=PASSWORD, again=PASSWORD) == 303
            command = [sys.executable, "-m", "tests.load.hostile", server.url, str(SECONDS)]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as flood:
                while flood.poll() is None:
                    await asyncio.sleep(PAUSE)
                    for name in [one for one in person.cookies if "known" not in one]:
                        person.cookies.delete(name)
                    begun = time.perf_counter()
                    assert await sent(person, "/sign-in", name="hanako", password=PASSWORD) == 303
                    waits.append(time.perf_counter() - begun)
                return flood.communicate()[0]

    seen = json.loads(asyncio.run(signing_in()))
    print(*(f"{name}: {count}" for name, count in seen.items()), sep="\n")
    print("sign-ins:", *(f"{one:.2f}" for one in waits), "s")
    assert {name.split()[0] for name in seen} == {one.__name__ for one in ATTACKS}
    assert len(waits) >= FEWEST
    assert max(waits) <= MOST
