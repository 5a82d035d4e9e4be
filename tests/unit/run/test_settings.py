"""Settings that exist are legal, and never show the key."""

from itertools import islice
from pathlib import Path

import pytest

from specc.base.errors import UsageError
from specc.run.settings import DEFAULT_API_URL, RunSettings


@pytest.mark.parametrize("key", ["", "secret key", "secret\n", "secret\r\nX: y", "sécret"])
def test_a_key_that_is_none_is_refused_unshown(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        RunSettings(DEFAULT_API_URL, key, Path())
    assert "cret" not in repr(caught.value) + caught.value.help
    assert caught.value.__context__ is None


@pytest.mark.parametrize("url", ["", "api.runware.ai", "ftp://host/v1", "http://", "https:///v1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="not a web address"):
        RunSettings(url, "key", Path())


def test_what_is_shown_of_the_settings_has_no_secret() -> None:
    settings = RunSettings("https://user:password@host.example/v1?token=hidden", "secret", Path())
    assert settings.address == "https://host.example/v1"
    assert "secret" not in repr(settings)


def test_pauses_grow_to_a_cap_and_heed_what_is_asked() -> None:
    settings = RunSettings(DEFAULT_API_URL, "key", Path(), retry_after_s_max=60)
    assert list(islice(settings.submit_pauses(), 7)) == [1, 2, 4, 8, 16, 30, 30]
    assert settings.pause(2, None) == 2
    assert settings.pause(2, 33) == 33
    assert settings.pause(2, 9999) == 60
