"""What goes wrong outside the user's spec: a file that can't be read, a server that won't answer, wrong usage."""


class SpeccError(Exception):
    """A failure with one line of what and where, and one line of the way out."""

    exit_code = 2

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class UnreadableError(SpeccError):
    """A file or folder that can't be read or written."""


class ChangedError(UnreadableError):
    """A file that isn't any more what was read of it before."""


class UnreachableError(SpeccError):
    """What a command needs from the network can't be had. The code isn't 1: that would say that it was had, and differs."""


class UsageError(SpeccError):
    """Arguments that don't make sense together."""


class PluginError(SpeccError):
    """A plugin that isn't there, isn't one, or fails."""


class MissingExtraError(SpeccError):
    """A command needs libraries that are installed by an extra."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs the '{extra}' extra", f"pip install 'specc[{extra}]'")


class ServiceError(SpeccError):
    """The provider can't be talked to at all: no key, no balance, no connection, no sense in its answers."""

    exit_code = 1
