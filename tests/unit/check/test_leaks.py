"""Secrets: what is one, what isn't, and that none is ever repeated."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.base.location import Source
from specc.base.resources import data_folder
from specc.check.leaks import _suspects, find_secrets, leak_faults, masked, shown
from specc.pipeline.history import is_published
from specc.syntax.parse import parse
from tests.repository import git, needs_git

DATA = json.loads((data_folder("schemas") / "secrets.json").read_bytes())
# put together here, so that no scanner takes this file for a leak
SECRETS = {
    "signature": "https://b.s3.amazonaws.com/v.mp4?X-Amz-Credential=a&X-Amz-Signature=" + "fe5f80f77d5fa3be" * 4,
    "azure": "https://x.blob.core.windows.net/c/v.mp4?sv=2024-11-04&sig=" + "Zk9%2BtqL1vB3n" * 3,
    "google": "https://storage.googleapis.com/b/v.mp4?X-Goog-Signature=" + "0a1b2c3d" * 8,
    "session": "https://b.s3.amazonaws.com/v.mp4?X-Amz-Security-Token=" + "IQoJb3JpZ2luX2Vj" * 2,
    "token": "https://hooks.acme.dev/done?token=" + "8f3c91d07be24a55",
    "api key": "https://hooks.acme.dev/done?a=1&api_key=" + "8f3c91d07be24a55",
    "key": "https://hooks.acme.dev/done?key=" + "8f3c91d07be24a55",
    "password": "https://video:" + "hunter2@media.acme.dev/a.png",
    "slack hook": "https://hooks.slack.com/services/T00AA11BB/B00AA11BB/" + "a1B2" * 6,
    "aws": "AKIA" + "Z7QPL2MNB4XCV9RT",
    "google key": "AIza" + "SyD3m0" * 5 + "abcde",
    "github": "ghp_" + "a1B2c3D4" * 5,
    "slack": "xoxb-" + "123456789012-abcdef",
    "stripe": "sk_live_" + "a1B2c3D4" * 3,
    "model": "sk-" + "a1B2c3D4" * 4,
    "jwt": "eyJhbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0NTY3ODkwIn0" + ".dozjgNryP4J3jVmNHl0w5N",
    "bearer": "Authorization: Bearer " + "a1B2c3D4" * 4,
    "private key": "-----BEGIN RSA" + " PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\n",
}
INNOCENT = [
    "",
    "Hello, your token is on its way: please sign in.",
    "https://hooks.acme.dev/done?token={{ row.token }}",
    "https://hooks.acme.dev/done?token=YOUR_TOKEN_1234",
    "https://hooks.acme.dev/done?token=xxxxxxxxxxxx1",
    "https://hooks.acme.dev/done?key=welcome-video",
    "https://hooks.acme.dev/done?key=welcome-video-2026",
    "https://user:{{ vars.password }}@media.acme.dev",
    "https://example.com/a@b/c:d",
    "heygen:avatar@5",
    "ana@acme.dev",
    "AKIAIOSFODNN7EXAMPLE",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "risk-averse-people-should-know-about-this-one",
    "secret=agent",
    "data:image/png;base64," + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB" * 20,
]


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_secrets_are_found_and_not_repeated(text: str) -> None:
    secrets = find_secrets(text)
    assert len(secrets) == 1
    whole = text[secrets[0].start : secrets[0].end]
    told = shown(text, secrets[0])
    assert told.endswith("…")
    assert len(told) <= 5
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert whole not in hidden
    assert find_secrets(hidden) == []
    assert hidden[: secrets[0].start] == text[: secrets[0].start]


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_texts_are_left_alone(text: str) -> None:
    assert find_secrets(text) == []
    assert masked(text) == text


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_blocks_of_rows_are_searched_for_hints(text: str) -> None:
    assert _suspects().search(json.dumps(text).encode())


@pytest.mark.parametrize(
    ("key", "value", "is_leak"),
    [
        ("api_key", "9aV3kf82LmQpZ0tRw1xYcB47", True),
        ("runware-token", "9aV3kf82LmQpZ0tRw1xYcB47", True),
        ("client_secret", "f47ac10b-58cc-4372-a567-0e02b2c3d479", True),
        ("key", "9aV3kf82LmQpZ0tRw1xYcB47", False),
        ("token", "welcome-video-2026-final-cut", False),
        ("token", "{{ vars.token_of_2026_and_more }}", False),
        ("password", "short1", False),
        ("avatar", "9aV3kf82LmQpZ0tRw1xYcB47", False),
    ],
)
def test_names_that_call_a_value_a_secret(key: str, value: str, *, is_leak: bool) -> None:
    document = parse(Source("a", f"specc: 1\nvars:\n  {key}: '{value}'\n"))
    found = leak_faults(document)
    assert [fault.facts["path"] for fault in found] == [f"vars.{key}"] * is_leak
    assert value not in str([fault.facts for fault in found])
    for line in (f"  {key}: {value}", f'{key}: "{value}"', f"{{a: 1, {key}: '{value}', b: 2}}", f"vars.{key}: '{value}'"):
        assert (value in masked(line)) is not is_leak
        assert len(masked(line)) == len(line)


def test_partials_are_searched() -> None:
    document = parse(Source("a", "specc: 1\n"))
    partial = Source("closing.j2", f"Bye.\n{SECRETS['token']}\n")
    (fault,) = leak_faults(document, [partial])
    assert fault.span.text == "8f3c91d07be24a55"
    assert fault.facts["path"] == "closing.j2"


def test_every_pattern_has_hints_a_group_a_source_and_a_date() -> None:
    for item in DATA["secrets"]:
        assert re.compile(item["pattern"]).groups == 1
        assert item["hints"] == [hint.lower() for hint in item["hints"]]
        assert item["hints"]
        assert item["source"]
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", item["date"])


def test_every_pattern_is_tried() -> None:
    found = {secret.kind for text in SECRETS.values() for secret in find_secrets(text)}
    assert found == {item["name"] for item in DATA["secrets"]}


@given(before=st.text(max_size=20), which=st.sampled_from(sorted(SECRETS)), after=st.text(max_size=20))
def test_masking_keeps_the_length(before: str, which: str, after: str) -> None:
    text = f"{before} {SECRETS[which]} {after}"
    assert len(masked(text)) == len(text)
    assert masked(masked(text)) == masked(text)


@needs_git
def test_what_goes_to_git(tmp_path: Path) -> None:
    data = tmp_path / "rows.csv"
    data.write_text("id\n1\n")
    assert not is_published(data)
    git("init", "-q", str(tmp_path))
    assert is_published(data)
    (tmp_path / ".gitignore").write_text("*.csv\n")
    assert not is_published(data)
    git("-C", str(tmp_path), "add", "-f", "rows.csv")
    assert is_published(data)
