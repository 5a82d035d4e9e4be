"""A: the provider's advice on what is seen. What is unwise, and the words for it, come from the model's schema."""

from specc.check.rule import Wording


def background_not_replaced(*, message: str, help: str = "", **_facts: object) -> Wording:
    """The background is removed, and nothing takes its place.

    Without `settings.backgroundColor` or `inputs.background` the provider
    falls back to the avatar's own scene: the video looks as if nothing had
    been removed. Nothing is said of a `WEBM`, which may be meant to be
    transparent around the avatar.

    Bad:

        task:
          settings: {removeBackground: true}

    Good:

        task:
          settings: {removeBackground: true, backgroundColor: "#0a0e27"}

    Source: https://runware.ai/docs/models/heygen-avatar-v/guides/backgrounds-and-framing
    """
    return Wording(message, help)


def background_hidden(*, message: str, help: str = "", **_facts: object) -> Wording:
    """A background that the avatar's own scene hides.

    A colour or an image stands behind the avatar, and its own scene stands
    before both. Only with `removeBackground: true` is the avatar cut out of
    it, so that the background is seen.

    Bad:

        task:
          settings: {backgroundColor: "#0a0e27"}

    Good:

        task:
          settings: {removeBackground: true, backgroundColor: "#0a0e27"}

    Source: https://runware.ai/docs/models/heygen-avatar-v/guides/backgrounds-and-framing
    """
    return Wording(message, help)


def two_backgrounds(*, message: str, help: str = "", **_facts: object) -> Wording:
    """Both a background colour and a background image.

    One of them will be seen; which one isn't documented, and may change.

    Bad:

        task:
          inputs: {background: "https://example.com/office.png"}
          settings: {removeBackground: true, backgroundColor: "#0a0e27"}

    Good:

        task:
          inputs: {background: "https://example.com/office.png"}
          settings: {removeBackground: true}

    Source: inferred, 2026-11: the documentation doesn't say which of them wins
    """
    return Wording(message, help)


def portrait_without_cover(*, message: str, help: str = "", **_facts: object) -> Wording:
    """A portrait canvas on which the avatar leaves bars.

    Most looks are made from landscape footage. On a tall canvas they fill
    the width alone, unless `fit: cover` scales them up to fill it all and
    crops their sides. Left out, `fit` is what the server picks. Nothing is
    said of looks that are known to be portraits themselves.

    Bad:

        task:
          width: 1080
          height: 1920

    Good:

        task:
          width: 1080
          height: 1920
          settings: {fit: cover}

    Source: https://runware.ai/docs/models/heygen-avatar-v/guides/backgrounds-and-framing
    """
    return Wording(message, help)


def unusual_canvas(*, message: str, help: str = "", **_facts: object) -> Wording:
    """A canvas that is neither 16:9 nor 9:16.

    The documented sizes are 1280 by 720, 1920 by 1080 and 1080 by 1920, and
    the upstream vendor makes videos of these two shapes. Another one may be
    cropped or get bars, or be refused. The sizes are documented; that
    another shape is unwise is inferred, 2026-11.

    Bad:

        task:
          width: 1000
          height: 1000
          settings: {fit: cover}

    Good:

        task:
          width: 1280
          height: 720

    Source: https://runware.ai/docs/models/heygen-avatar-v/guides/backgrounds-and-framing
    """
    return Wording(message, help)


def caption_with_audio(*, message: str, help: str = "", **_facts: object) -> Wording:
    """Captions are asked for, and the avatar speaks a recording.

    Captions are made from the text of `speech`. With a recording there is
    none: others got a video without captions, and an empty caption file.

    Bad:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs:
            avatar: Caroline_Business_Standing_Front_public
            audio: https://example.com/hello.mp3
          settings: {caption: true}

    Good:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs:
            avatar: Caroline_Business_Standing_Front_public
            audio: https://example.com/hello.mp3

    Source: seen, recorded by other integrators of the model, 2026-11
    """
    return Wording(message, help)


def webm_with_background(*, message: str, help: str = "", **_facts: object) -> Wording:
    """A `WEBM` with a background.

    The upstream vendor gives WEBM for videos that are transparent around
    the avatar, to be laid over something else. With a background there is
    nothing transparent, and whether it is kept isn't documented.

    Bad:

        task:
          outputFormat: WEBM
          settings: {removeBackground: true, backgroundColor: "#0a0e27"}

    Good:

        task:
          outputFormat: MP4
          settings: {removeBackground: true, backgroundColor: "#0a0e27"}

    Source: inferred, 2026-11: the upstream vendor gives WEBM for an alpha channel
    """
    return Wording(message, help)


def avatar_not_for_model(*, message: str, help: str = "", **_facts: object) -> Wording:
    """A look that is known not to support the model's engine.

    The upstream vendor says of each look which engines it can be used with.
    Said is only what such a list was seen to say: an id that isn't in one
    may support the engine or not.

    Bad:

        task:
          inputs: {avatar: Aditya_public_4}

    Good:

        task:
          inputs: {avatar: Abigail_standing_office_front}

    Source: seen, the engines of looks in public integrations, 2024-12 to 2026-09
    """
    return Wording(message, help)
