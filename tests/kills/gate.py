"""The way to a server, as a process of its own: ``python -m tests.kills.gate PORT TARGET...``, where a target is
HOST:PORT or a Unix socket, and connections go to one target after the other, past those that refuse them. Killed, it
refuses and cuts every connection; stopped, it leaves them without an answer."""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import count

CHUNK = 1 << 16


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(CHUNK):
            writer.write(piece)
            await writer.drain()
    writer.close()


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def _opened(targets: Sequence[str]) -> Streams | None:
    """A connection to the first of the targets that accepts it."""
    for target in targets:
        host, _, port = target.rpartition(":")
        with suppress(OSError):
            return await (asyncio.open_connection(host, port) if host else asyncio.open_unix_connection(target))
    return None


async def serve(port: int, targets: Sequence[str]) -> None:
    """Passes every connection to the port of this computer on to a target."""
    turns = count()

    async def taken(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        turn = next(turns) % len(targets)
        if beyond := await _opened([*targets[turn:], *targets[:turn]]):
            await asyncio.gather(_pass_on(reader, beyond[1]), _pass_on(beyond[0], writer))
        else:
            writer.close()

    server = await asyncio.start_server(taken, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2:]))
