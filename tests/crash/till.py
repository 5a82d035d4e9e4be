"""A sandbox in a process of its own, which no kill of a runner reaches, and its till."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

KEY = "crash-key"
PRICE_USD = 2.8


@dataclass(frozen=True)
class Till:
    """`url` is the API's address."""

    url: str
    http: httpx.Client

    @property
    def account(self) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(f"{self._site}/sandbox/charges").raise_for_status().json()
        return found

    def suffer(self, *rules: Mapping[str, Any], seed: int = 0) -> None:
        """From now on these faults, and no others."""
        self.http.put(f"{self._site}/sandbox/faults", json={"rules": list(rules), "seed": seed}).raise_for_status()

    def results(self, uuid: str) -> dict[str, dict[str, Any]]:
        """What is offered of a task, by identity."""
        answer = self.http.post(self.url, json=[{"taskType": "getResponse", "taskUUID": uuid}]).raise_for_status().json()
        return {item["videoUUID"]: item for item in answer.get("data", []) if item["status"] == "success"}

    def bytes(self, url: str) -> bytes:
        return self.http.get(url).raise_for_status().content

    @property
    def _site(self) -> str:
        return self.url.removesuffix("/v1")


@contextmanager
def opened_till(*options: str, port: int = 0) -> Iterator[Till]:
    command = [sys.executable, "-m", "specc", "sandbox", "--port", str(port), "--no-media", "--latency", "0.01", "--key", KEY, "--price", str(PRICE_USD), *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            url = next(word for line in process.stderr for word in line.split() if word.startswith("http"))
            with httpx.Client(headers={"Authorization": f"Bearer {KEY}"}, timeout=30, trust_env=False) as http:
                yield Till(url.rstrip(".,"), http)
        finally:
            process.kill()
