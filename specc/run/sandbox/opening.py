"""Opens what a sandbox remembers: for a while in a temporary folder, or for ever in one of the user's."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from specc.base.errors import UnreadableError, UsageError
from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.account import Account
from specc.run.sandbox.clock import Clock
from specc.run.sandbox.events import replay
from specc.run.sandbox.faults.drawing import Faults
from specc.run.sandbox.faults.rules import FaultFile
from specc.run.sandbox.jobs import Job
from specc.run.sandbox.journal import Journal, reopened
from specc.run.sandbox.models import served_models
from specc.run.sandbox.settings import Settings
from specc.run.sandbox.state import State, exact
from specc.run.sandbox.storage import Storage

RENDERERS = 2
JOURNAL = "journal.jsonl"
_MEDIA = "media"
_LOCK = "lock"


@contextmanager
def opened(settings: Settings, clock: Clock, *, site: str, may_die: bool = False) -> Iterator[State]:
    """A sandbox's memory. Raises SpeccError where its folder can't be used, or is by another sandbox."""
    with ExitStack() as stack:
        media, journal, entries = _memory(settings.state_dir, stack)
        renderers = stack.enter_context(ThreadPoolExecutor(RENDERERS))
        stack.callback(renderers.shutdown, cancel_futures=True)
        jobs: dict[str, Job] = {}
        faults = _faults(settings, may_die=may_die)
        state = State(settings, clock, _account(settings, jobs), Storage(media), journal, renderers, faults, site, served_models(settings.models), jobs)
        replay(state, entries)
        yield state


def _memory(folder: Path | None, stack: ExitStack) -> tuple[Path, Journal, Iterator[JsonObject]]:
    """The folder of media, the journal and what it holds already."""
    if folder is None:
        return Path(stack.enter_context(TemporaryDirectory(prefix="specc-sandbox-"))), Journal(), iter(())
    try:
        (folder / _MEDIA).mkdir(parents=True, exist_ok=True)
        stack.enter_context(_locked(folder))
        journal, entries = reopened(folder / JOURNAL)
    except OSError as error:
        raise UnreadableError(f"can't keep the sandbox's state in {folder}: {error.strerror or error}") from error
    stack.callback(journal.close)
    return folder / _MEDIA, journal, entries


def _account(settings: Settings, jobs: dict[str, Job]) -> Account:
    deposit = None if settings.balance_usd is None else exact(settings.balance_usd)
    return Account(exact(settings.price_usd), deposit, jobs)


def _faults(settings: Settings, *, may_die: bool) -> Faults:
    file = settings.faults or FaultFile()
    return Faults(file, settings.seed if file.seed is None else file.seed, may_die)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Two sandboxes that write one journal would sell everything twice. The system lets go when this process dies."""
    try:
        import fcntl
    except ImportError:  # where there are no such locks
        yield
        return
    with (folder / _LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                f"another sandbox keeps its state in {folder}",
                "end that one, or choose another folder for this one, as by `specc sandbox --state`",
            ) from None
        yield
