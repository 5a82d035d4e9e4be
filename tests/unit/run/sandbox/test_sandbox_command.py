"""`specc sandbox` and the embedded sandbox from outside: what is printed, how they end, what they need."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from specc.base.errors import SpeccError, UsageError
from specc.cli.sandbox import command
from specc.run.sandbox import Settings

RUN = "from specc.cli.sandbox import command; command()"


@contextmanager
def started(*options: str, temporary: Path) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """The command as a process of its own, and the lines it announced itself with."""
    arguments = [sys.executable, "-c", RUN, "--port", "0", *options]
    environment = {"TMPDIR": str(temporary), "PATH": ""}
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stderr
        yield process, [process.stderr.readline() for _ in range(5)]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_announces_itself_and_ends_quietly(tmp_path: Path, number: signal.Signals, status: int) -> None:
    with started("--key", "k", temporary=tmp_path) as (process, lines):
        url = lines[0].split()[4]
        assert lines[2].strip() == f"export SPECC_API_URL={url} RUNWARE_API_KEY=k"
        assert lines[4].strip().startswith(f"curl {url} -H 'Authorization: Bearer k'")
        assert httpx.post(url, json=[{}], trust_env=False).status_code == 401
        process.send_signal(number)
        rest = process.communicate(timeout=20)
    assert (process.returncode, rest) == (status, ("", ""))
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SpeccError) as caught:
            CliRunner().invoke(command, ["--port", str(port)], catch_exceptions=False)
    assert caught.value.message == f"can't listen on 127.0.0.1:{port}: Address already in use"
    assert "--port" in caught.value.help


@pytest.mark.parametrize(
    "options", [["--latency", "-1"], ["--price", "nan"], ["--balance", "-2"], ["--key", ""], ["--length-max", "0"]]
)
def test_options_that_make_no_sense(options: list[str]) -> None:
    with pytest.raises(UsageError):
        CliRunner().invoke(command, options, catch_exceptions=False)


@pytest.mark.parametrize("library", ["av", "PIL", "starlette", "uvicorn"])
def test_without_its_libraries_it_says_what_to_install(library: str) -> None:
    missing = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from specc.base.errors import MissingExtraError\n"
        "from specc.cli.sandbox import command\n"
        "from specc.run.sandbox import embedded_sandbox\n"
        "for start in (lambda: embedded_sandbox().__enter__(), lambda: command(['--port', '0'])):\n"
        "    try:\n"
        "        start()\n"
        "    except MissingExtraError as error:\n"
        "        print(error.message)\n"
    )
    told = subprocess.run([sys.executable, "-c", missing], capture_output=True, text=True, check=True).stdout
    assert told == "the sandbox needs the 'sandbox' extra\n" * 2


def test_importing_the_command_loads_none_of_them() -> None:
    listing = "import sys, specc.cli.sandbox; print(sorted({'av', 'PIL', 'starlette', 'uvicorn'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_settings_are_checked() -> None:
    assert Settings(balance_usd=0).balance_usd == 0
    with pytest.raises(UsageError, match="the latency is inf"):
        Settings(latency_s=float("inf"))
