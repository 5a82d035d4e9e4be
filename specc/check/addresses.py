"""Addresses that the provider is told: whether it can reach them, whether others can read along, and how long one stays good."""

import re
from collections.abc import Callable, Iterator
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from specc.catalog.models import Model, Parameter
from specc.compiler.watch import Remark, Watch

_PRIVATE_4 = tuple(map(IPv4Network, ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")))
_PRIVATE_6 = tuple(map(IPv6Network, ("::/127", "fc00::/7", "fe80::/10")))
_PRIVATE_NAMES = (".local", ".localhost", ".internal", ".home.arpa", ".lan")
"""RFC 1122, 1918 and 3927; RFC 4193 and 4291; RFC 6762, 6761 and 8375, and what ICANN and routers keep for home networks."""

_PLAIN = re.compile(rb'"http:', re.IGNORECASE)
_HOST = re.compile(rb'"https?://(?:[^/?#]*@)?(?:[0-9\[]|[^/?#":.]*\.?["/?#:]|[^/?#":]*\.(?:local|localhost|internal|arpa|lan)\b)', re.IGNORECASE)


def address_watches(model: Model) -> Iterator[Watch]:
    for parameter in model.noted("address"):
        yield Watch("X102", (parameter.route,), _looker(parameter.path, _plain_http), _PLAIN)
        yield Watch("X103", (parameter.route,), _looker(parameter.path, _private), _HOST)
    for parameter in model.noted("short-below"):
        yield Watch("X104", (parameter.route,), _short(parameter))


def private_because(host: str) -> str:
    """Why no one outside can reach a host; empty where that isn't known."""
    name = host.lower().removesuffix(".")
    try:
        address = ip_address(name)
    except ValueError:
        return "a name of this machine or network" if (name and "." not in name) or name.endswith(_PRIVATE_NAMES) else ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    networks = _PRIVATE_6 if isinstance(address, IPv6Address) else _PRIVATE_4
    return "an address of a private network" if any(address in network for network in networks) else ""


def _looker(path: str, judge: Callable[[SplitResult], dict[str, object]]) -> Callable[[Any], Iterator[Remark]]:
    def look(value: Any) -> Iterator[Remark]:
        address = _address(value)
        if address is not None and (facts := judge(address)):
            yield Remark({"path": path, **facts})

    return look


def _address(value: Any) -> SplitResult | None:
    """The parts of a web address; None of what is none, which is told elsewhere if it is wrong."""
    if not isinstance(value, str) or value[:4].lower() != "http":
        return None
    try:
        address = urlsplit(value)
    except ValueError:
        return None
    return address if address.hostname and address.scheme in ("http", "https") else None


def _plain_http(address: SplitResult) -> dict[str, object]:
    """A host that can't be reached at all is told as that alone."""
    host = address.hostname or ""
    return {"host": host} if address.scheme == "http" and not private_because(host) else {}


def _private(address: SplitResult) -> dict[str, object]:
    host = address.hostname or ""
    reason = private_because(host)
    return {"host": host, "reason": reason} if reason else {}


def _short(parameter: Parameter) -> Callable[[Any], Iterator[Remark]]:
    """A value below the provider's own minimum is told as that."""
    bound, least = parameter.notes["short-below"], parameter.schema.get("minimum", 0)

    def look(value: Any) -> Iterator[Remark]:
        if isinstance(value, int) and not isinstance(value, bool) and least <= value < bound:
            yield Remark({"path": parameter.path, "value": value, "bound": bound}, weight=bound - value)

    return look
