"""P: the provider's limits across parameters, whose words come from the model's schema, and the ids of its catalogs."""

from collections.abc import Collection

from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, quoted


def unpaired_size(*, message: str, help: str = "") -> Wording:
    """`width` without `height`, or the reverse.

    The provider refuses one without the other: a canvas has both.

    Bad:

        task:
          width: 1280

    Good:

        task:
          width: 1280
          height: 720

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-width
    """
    return Wording(message, help)


def size_and_resolution(*, message: str, help: str = "") -> Wording:
    """`resolution` together with `width` or `height`.

    They are two ways to say the same thing, and may say different things.
    The provider refuses the request.

    Bad:

        task:
          resolution: 720p
          width: 1920
          height: 1080

    Good:

        task:
          resolution: 1080p

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-resolution
    """
    return Wording(message, help)


def speech_and_audio(*, message: str, help: str = "") -> Wording:
    """Both `speech` and `inputs.audio`, or neither.

    The avatar speaks a text or moves its lips to a recording. With both the
    provider refuses the request; with neither the avatar has nothing to say.

    Bad:

        task:
          inputs: {audio: "https://example.com/hello.mp3"}
          speech: {text: Hello.}

    Good:

        task:
          speech: {text: Hello.}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-inputs-audio
    """
    return Wording(message, help)


def speech_without_text(*, message: str, help: str = "") -> Wording:
    """`speech` without a `text`.

    A voice, a speed or a language alone gives the avatar nothing to say,
    and the provider refuses the request.

    Bad:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {voice: auto}

    Good:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {voice: auto, text: Hello.}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-text
    """
    return Wording(message, help)


def ttl_without_url(*, message: str, help: str = "") -> Wording:
    """`ttl` with an `outputType` other than `URL`.

    `ttl` is the time an address stays good; without an address there is
    nothing to keep, and the provider refuses the request.

    Bad:

        task:
          outputType: base64Data
          ttl: 3600

    Good:

        task:
          outputType: URL
          ttl: 3600

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-ttl
    """
    return Wording(message, help)


def unknown_id(*, path: str, value: str, catalog: str, known: Collection[str], is_complete: bool) -> Wording:
    """An avatar, voice or language that isn't in the model's catalog.

    A wrong id is refused, or gives another face or voice than was meant.
    The bundled catalog holds the ids seen in public material, so that an
    unknown id is a warning; with the provider's own catalog it is an error.

    Bad:

        task:
          speech: {voice: jeny_female_english}

    Good:

        task:
          speech: {voice: jenny_female_english}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-speech-voice
    """
    source = "the provider's catalog" if is_complete else "the bundled catalog, which doesn't hold all of them"
    return Wording(f"{quoted(value)} in {quoted(path)} is not among the {catalog} of {source}", did_you_mean(similar(value, sorted(known)), f"`specc catalog {catalog}` lists them" if is_complete else "`specc models pull` gets all of them; or check the id with the provider"))
