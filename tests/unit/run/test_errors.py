"""Codes are sorted by rule; the known ones are where the provider's own clients put them."""

import json
from pathlib import Path

import pytest

from specc.run.client import retry_after_s
from specc.run.errors import classify, is_already_accepted
from specc.run.replies import read_reply

CODES = json.loads((Path(__file__).parents[3] / "schemas" / "error-codes.json").read_text())["codes"]


@pytest.mark.parametrize("code", sorted(CODES.keys() - {"timeoutProvider"}))
def test_known_codes_are_where_the_provider_puts_them(code: str) -> None:
    assert classify(code) == CODES[code]["category"]


@pytest.mark.parametrize(
    ("code", "status", "category"),
    [
        ("timeoutProvider", 200, "timeout"),
        ("invalidSomethingNew", 200, "validation"),
        ("someApiKeyThing", 200, "auth"),
        ("videoBalanceEmpty", 200, "quota"),
        ("avatarNotFound", 200, "notFound"),
        ("providerSomething", 200, "provider"),
        ("uploadTimeout", 200, "timeout"),
        ("brandNew", 200, "unknown"),
        ("", 200, "unknown"),
        ("brandNew", 401, "auth"),
        ("brandNew", 402, "quota"),
        ("brandNew", 429, "rateLimit"),
        ("brandNew", 408, "timeout"),
        ("brandNew", 418, "validation"),
        ("brandNew", 599, "serverError"),
    ],
)
def test_new_codes_are_sorted_by_rule_and_then_by_status(code: str, status: int, category: str) -> None:
    assert classify(code, status) == category


@pytest.mark.parametrize(
    ("code", "parameters", "is_accepted"),
    [
        ("conflictTaskUUID", (), True),
        ("duplicateTaskUuid", (), True),
        ("conflict", ("taskUUID",), True),
        ("invalidTaskUUID", ("taskUUID",), False),
        ("conflictingParameters", ("width",), False),
    ],
)
def test_only_a_used_uuid_proves_acceptance(code: str, parameters: tuple[str, ...], is_accepted: bool) -> None:  # noqa: FBT001
    assert is_already_accepted(code, parameters) is is_accepted


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        (None, None, None),
        ("7", None, 7),
        ("soon", None, None),
        ("-3", None, None),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00 GMT", 30),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:29:00 GMT", 0),
        ("Wed, 21 Oct 2026 07:28:30 GMT", None, None),
        ("Wed, 21 Oct 2026 07:28:30 GMT", "Wed, 21 Oct 2026 07:28:00", None),
    ],
)
def test_retry_after_in_seconds(value: str | None, date: str | None, seconds: float | None) -> None:
    assert retry_after_s(value, date) == seconds


def test_a_key_that_is_a_part_of_words_is_no_secret() -> None:
    body = b'{"errors":[{"code":"conflictTaskUUID","message":"A task with this taskUUID","taskUUID":"x"}]}'
    reply = read_reply(body, secret="task")
    assert reply is not None
    assert reply.complaints[0].code == "conflictTaskUUID"
