"""Which process a run is, and whether it still lives, as far as this machine can tell. A number alone would do for neither: it is given away again."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Process:
    """`born` tells two processes with the same number apart; it is empty where the system doesn't say."""

    host: str
    pid: int
    born: str


def this_process() -> Process:
    return Process(_host(), os.getpid(), _born(os.getpid()))


def is_here(process: Process) -> bool:
    """Whether this machine can tell what became of it."""
    return process.host == _host()


def is_surely_dead(process: Process) -> bool:
    """False for what runs elsewhere, and for whatever can't be told."""
    if not is_here(process):
        return False
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    born = _born(process.pid)
    return bool(process.born and born) and born != process.born


def _host() -> str:
    """The machine since it was switched on: containers share a name as little as a number."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        boot = namespace = ""
    return f"{socket.gethostname()} {boot} {namespace}".strip()


def _born(pid: int) -> str:
    """The start of a process in ticks since the machine's; a zombie counts as never born."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return "gone" if fields[0] in "ZX" else fields[19]
