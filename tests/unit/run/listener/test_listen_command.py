"""`specc listen` from outside: what it says, how it ends, what it needs."""

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

from specc.base.errors import MissingExtraError, SpeccError, UnreadableError, UsageError
from specc.cli.listen import command
from specc.run.ledger import LedgerError, open_ledger

UUID = "24cd5dff-cb81-4db5-8506-b72a9425f9d1"
TOKEN = "EXAMPLE-token_of.16~chars"


@contextmanager
def started(*options: str, folder: Path, **environment: str) -> Iterator[tuple["subprocess.Popen[str]", list[str]]]:
    """The command as a process of its own, and the lines it announced itself with."""
    arguments = [sys.executable, "-m", "specc", "listen", "--port", "0", *options]
    root = str(Path(__file__).parents[4])
    with subprocess.Popen(arguments, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={"PATH": "", "PYTHONPATH": root, **environment}) as process:
        assert process.stderr
        yield process, [process.stderr.readline() for _ in range(3)]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_it_tells_its_address_takes_notices_and_ends(tmp_path: Path, number: signal.Signals, status: int) -> None:
    with started(folder=tmp_path) as (process, lines):
        url, token = lines[0].split()[2], lines[2].partition("token=")[2].strip("'\n")
        assert lines[0] == f"listening on {url} for webhooks, noted in .specc/ledger.db (^C ends it)\n"
        assert len(token) >= 30
        assert httpx.post(f"{url}/?token={token}", json={"taskUUID": UUID}, trust_env=False).status_code == 200
        assert httpx.post(f"{url}/?token={token}x", json={"taskUUID": UUID}, trust_env=False).status_code == 404
        process.send_signal(number)
        rest = process.communicate(timeout=20)
    assert (process.returncode, rest) == (status, ("", "webhooks: 1 noted, 1 with a wrong token\n"))
    assert len(open_ledger(tmp_path / ".specc" / "ledger.db").notices(0)) == 1


def test_a_token_of_ones_own_is_taken_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n", encoding="utf-8")
    for options, environment in ((["--token-file", "token"], {"SPECC_WEBHOOK_TOKEN": "another" * 5}), ([], {"SPECC_WEBHOOK_TOKEN": TOKEN})):
        with started(*options, "--ledger", "other.db", folder=tmp_path, **environment) as (process, lines):
            url = lines[0].split()[2]
            assert "noted in other.db" in lines[0]
            assert httpx.post(f"{url}/?token={TOKEN}", json={"taskUUID": UUID}, trust_env=False).status_code == 200
            process.send_signal(signal.SIGTERM)
            rest = process.communicate(timeout=20)
        assert TOKEN not in "".join((*lines, *rest))


@pytest.mark.parametrize("options", [(), ("--config", "named.toml")])
def test_it_takes_the_ledger_that_the_project_names(tmp_path: Path, options: tuple[str, ...]) -> None:
    (tmp_path / ("named.toml" if options else "specc.toml")).write_text('ledger = "kept/paid.db"\n', encoding="utf-8")
    with started(*options, folder=tmp_path) as (process, lines):
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert "noted in kept/paid.db" in lines[0]


def test_it_drops_what_is_old(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "ledger.db")
    ledger.engine.write(lambda cursor: cursor.execute("INSERT INTO notices (at, body) VALUES ('2020-01-01T00:00:00.000Z', 'old')"))
    ledger.note_notices(["new"])
    with started("--ledger", "ledger.db", folder=tmp_path) as (process, _):
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert [body for _, body in ledger.notices(0)] == ["new"]


def invoke(*options: object, **environment: str) -> None:
    CliRunner(env=environment).invoke(command, list(map(str, options)), catch_exceptions=False)


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SpeccError) as caught:
            invoke("--port", port, "--ledger", tmp_path / "l.db")
    assert caught.value.message == f"can't listen on 127.0.0.1:{port}: Address already in use"


def test_a_host_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SpeccError, match=r"can't listen on no\.such\.host\.invalid:0: "):
        invoke("--port", 0, "--host", "no.such.host.invalid", "--ledger", tmp_path / "l.db")


def test_a_ledger_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="can't use the ledger"):
        invoke("--port", 0, "--ledger", tmp_path)


@pytest.mark.parametrize(
    ("token", "reason"),
    [("brief", "is too short"), ("sixteen characters", "holds characters"), ("ümlaute-ümlaute-ümlaute", "holds characters"), ("a&b=c" * 5, "holds characters")],
)
def test_tokens_that_are_none(token: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(token, encoding="utf-8")
    for options, environment in (((), {"SPECC_WEBHOOK_TOKEN": token}), (("--token-file", tmp_path / "token"), {})):
        with pytest.raises(UsageError, match=reason) as caught:
            invoke(*options, **environment)
        assert token not in caught.value.message.replace(str(tmp_path), "")


@pytest.mark.parametrize(("content", "kind", "reason"), [(None, UnreadableError, "can't read the token file"), (b"\xff", UnreadableError, "is not text"), (b"", UsageError, "is too short")])
def test_token_files_that_are_none(content: bytes | None, kind: type[SpeccError], reason: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    with pytest.raises(kind, match=reason):
        invoke("--token-file", tmp_path / "token")


@pytest.mark.parametrize("library", ["starlette", "uvicorn"])
def test_without_its_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, library: str) -> None:
    for name in [name for name in sys.modules if name.startswith(("specc.run.listener.", "specc.run.serving", f"{library}."))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match="specc listen needs the 'listen' extra"):
        invoke("--port", 0)


def test_importing_the_command_loads_none_of_them() -> None:
    listing = "import sys, specc.cli.listen; print(sorted({'starlette', 'uvicorn', 'sqlite3'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True).stdout == "[]\n"
