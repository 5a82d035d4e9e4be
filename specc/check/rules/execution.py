"""X: secrets, and addresses that the provider is told."""

from specc.check.rule import Wording, quoted


def secret_in_spec(*, path: str, kind: str, shown: str, is_of_row: bool = False) -> Wording:
    """A secret stands in a spec, or in data that goes to git.

    A key, a token, the signature of a presigned address: whoever can read
    the file can use it, and what has been committed stays readable. Only its
    first characters are shown. The values of a spec and of the templates it
    includes are looked at; of rows, what they bring into addresses, if git
    would keep their file. What a secret looks like is in
    `schemas/secrets.json`.

    Bad:

        task:
          webhookURL: https://hooks.acme.dev/videos?token=8f3c91d07be24a55

    Good:

        vars: {hook: "set on the command line"}
        task:
          webhookURL: "https://hooks.acme.dev/videos?token={{ vars.hook | urlencode }}"

    Source: https://cwe.mitre.org/data/definitions/798.html
    """
    where = "keep the file out of git, or give rows on stdin" if is_of_row else "set a variable instead, by `--set name=value`"
    return Wording(f"{quoted(path)} holds {kind}: {quoted(shown)}", f"{where}; revoke it if it has been committed")


def plain_http(*, path: str, host: str) -> Wording:
    """The provider is given an address without encryption.

    Whoever is on the way can read and change what is sent: the finished
    video, the notice that it is done, the recording or the picture.

    Bad:

        task:
          webhookURL: http://hooks.acme.dev/videos

    Good:

        task:
          webhookURL: https://hooks.acme.dev/videos

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-webhookurl
    """
    return Wording(f"{quoted(path)} is an address without encryption: {quoted(host)} by http", "use https")


def private_address(*, path: str, host: str, reason: str) -> Wording:
    """The provider is given an address that it can't reach.

    It calls webhooks, puts files and fetches recordings from its own
    network: this machine, private networks and names that only a local
    network knows are out of its reach.

    Bad:

        task:
          webhookURL: https://192.168.1.20/videos

    Good:

        task:
          webhookURL: https://hooks.acme.dev/videos

    Source: https://www.rfc-editor.org/rfc/rfc1918
    """
    return Wording(f"{quoted(path)} leads to {quoted(host)}, {reason}: the provider can't reach it", "give an address that the internet knows; a tunnel gives this machine one")


def short_ttl(*, path: str, value: int, bound: int) -> Wording:
    """A result would be gone before a run may have fetched it.

    The provider keeps a result for `ttl` seconds. A run waits up to an hour
    for a video, tries a download several times, and may have been stopped
    meanwhile: a video that is gone by then has been paid for in vain.

    Bad:

        task:
          ttl: 60

    Good:

        task:
          ttl: 86400

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-ttl
    """
    return Wording(f"{quoted(path)} is {value:,} s, a run may take {bound:,} s to fetch a video", f"give it at least {bound}, or leave it out")
