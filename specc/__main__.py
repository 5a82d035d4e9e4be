"""The program's entry, and its one funnel for what goes wrong: one line for people, a report for our own bugs."""

import gc
import os
import signal
import sys
from typing import NoReturn

from specc.base.errors import SpeccError

BUG, INTERRUPTED, TERMINATED, WRONG_USAGE = 3, 130, 143, 2
_COLLECTED_OBJECTS = 200_000
"""What is made lives long and holds few circles: looking for them as often as Python does by itself takes longer than it saves."""


def main() -> None:
    """Runs the command line and exits with its code."""
    code = _run()
    try:
        sys.stdout.flush()
    except OSError:  # what couldn't be written has been told; Python would tell it again on its way out
        _drop_output()
    gc.freeze()  # looking for circles on the way out takes as long as a fifth of a short run, and frees what is freed anyway
    sys.exit(code)


def _run() -> int:
    gc.set_threshold(_COLLECTED_OBJECTS, *gc.get_threshold()[1:])
    import click

    from specc.cli import command

    _open_streams()
    signal.signal(signal.SIGTERM, _terminate)
    stdout = sys.stdout
    try:
        result = command.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except SpeccError as error:
        _tell(f"error: {error.message}", error.help)
        return error.exit_code
    except SystemExit:
        if sys.stdout is stdout:
            raise
        return _pipe_closed()  # click has put a wrapper over a stdout whose reader has gone
    except (KeyboardInterrupt, click.Abort):
        _tell("interrupted", "")
        return INTERRUPTED
    except BrokenPipeError:
        return _pipe_closed()
    except OSError as error:
        _tell(f"error: {error.filename or 'output'}: {error.strerror or error}", "")
        return WRONG_USAGE
    except Exception:  # noqa: BLE001 - the funnel for our own bugs
        return _bug()
    return result if isinstance(result, int) else 0


def _terminate(*_: object) -> NoReturn:
    """Whatever would be half made is cleared away, as after ^C."""
    raise SystemExit(TERMINATED)


def _open_streams() -> None:
    """Python has no stream where its caller has closed the descriptor."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - it stays open until the end


def _tell(message: str, help: str) -> None:
    print(message, file=sys.stderr)
    if help:
        print(f"  help: {help}", file=sys.stderr)


def _pipe_closed() -> int:
    """Whoever read our output has gone: that is no failure of ours."""
    _drop_output()
    return 0


def _drop_output() -> None:
    """What is still buffered must not be complained about at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug() -> int:
    import tempfile
    import traceback
    from pathlib import Path

    report = Path(tempfile.mkdtemp(prefix="specc-")) / "report.txt"
    report.write_text(traceback.format_exc(), encoding="utf-8")
    _tell("error: a bug in specc", f"please report it with {report}")
    return BUG


if __name__ == "__main__":
    main()
