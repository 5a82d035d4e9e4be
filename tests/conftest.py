"""What every test stands on: ^C reaches a process, also where the tests themselves run in the background of a shell."""

import signal


def pytest_configure() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
