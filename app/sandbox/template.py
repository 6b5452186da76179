"""A process that has loaded the modules of a child: it forks a child for each request and holds no data itself.

A request is one byte on the standard input with two open sockets: one for the jobs of the child, and one for answers
about it. On the latter the template sends the number of the process and, at its end, its exit status; when the parent
closes its side, the child is ended. The template ends when nobody can ask any more, or nobody did for a while.
"""

import gc
import os
import select
import signal
import socket
import struct
from contextlib import suppress

from app.sandbox.confine import close_memory
from app.sandbox.limits import IDLE_S

NUMBER = struct.Struct("<i")  # an answer: the number of a process, or an exit status as in ``subprocess``

Children = dict[int, tuple[int, socket.socket]]  # by the file that closes at its end: number, and socket for answers


def fork_for_each_request() -> None:
    """Returns in every child, whose standard input then brings its jobs. The template itself ends here."""
    close_memory()
    gc.freeze()  # What is loaded stays in pages that all children share. To search it for garbage would take 50 ms.
    requests = socket.socket(fileno=os.dup(0))
    children: Children = {}
    accepting = True
    while accepting or children:
        parents = {parent.fileno(): end for end, (_, parent) in children.items()}
        waiting = [*children, *parents, *([requests.fileno()] if accepting else [])]
        ready = set(select.select(waiting, [], [], None if children else IDLE_S)[0])
        if not ready:  # Who asks from now on asks in vain and knows it; what was asked before is still received.
            requests.shutdown(socket.SHUT_RD)
        for end in {parents.get(file, file) for file in ready} & children.keys():
            _end(*children.pop(end), end)
        if accepting and (requests.fileno() in ready or not ready):
            sockets = _request(requests)
            accepting = bool(sockets)
            if sockets and not _forked(*sockets, children, requests):
                return
    os._exit(0)


def take_one_request() -> None:
    """Returns when there is a request: this process is then the child."""
    with socket.socket(fileno=os.dup(0)) as requests:
        sockets = _request(requests)
    if not sockets:
        os._exit(0)
    os.dup2(sockets[0], 0)
    os.close(sockets[0])
    os.write(sockets[1], NUMBER.pack(os.getpid()))  # It stays open, so that its end is the end of this process.


def _request(requests: socket.socket) -> tuple[int, int] | None:
    """The sockets of the next request, for jobs and for answers; None where nobody can ask any more."""
    byte, sockets, _, _ = socket.recv_fds(requests, 1, 2)
    return (sockets[0], sockets[1]) if byte else None


def _forked(jobs: int, answers: int, children: Children, requests: socket.socket) -> bool:
    """Forks a child for these sockets. Returns whether this is still the template."""
    end, open_until_its_end = os.pipe()
    if process := os.fork():
        os.close(jobs)
        os.close(open_until_its_end)
        children[end] = process, socket.socket(fileno=answers)
        _answer(children[end][1], process)
        return True
    os.dup2(jobs, 0)
    others = [parent.detach() for _, parent in children.values()]
    for file in (jobs, answers, end, requests.detach(), *children, *others):
        os.close(file)
    return False


def _end(process: int, parent: socket.socket, end: int) -> None:
    """Ends a child whose parent closed its side, or which closed its files, as a process does at its end."""
    os.kill(process, signal.SIGKILL)
    _answer(parent, os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    parent.close()
    os.close(end)


def _answer(parent: socket.socket, number: int) -> None:
    with suppress(OSError):  # the parent may have ended
        parent.send(NUMBER.pack(number))
