"""The provider's address and key, as the command line and the environment give them."""

import os
from collections.abc import Callable
from typing import Any

import click

from specc.base.errors import UsageError
from specc.run.settings import DEFAULT_API_URL, is_private


def api_url_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--api-url", envvar="SPECC_API_URL", metavar="URL", help="The provider's address; also SPECC_API_URL.")(command)


def provider_access(api_url: str | None, *, without: str) -> tuple[str, str]:
    """Raises UsageError where there is no key (`without` says how to do without one), and where it would travel unencrypted."""
    key = os.environ.get("RUNWARE_API_KEY")
    if not key:
        raise UsageError("there is no key for the provider", f"set RUNWARE_API_KEY, or {without}")
    if api_url and not is_private(api_url):
        raise UsageError("the key would travel unencrypted", "give an https address; http is for this machine alone")
    return api_url or DEFAULT_API_URL, key
