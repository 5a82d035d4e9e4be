"""A: the provider's advice on what is heard, delivered and paid for. What is unwise, and the words for it, come from the model's schema."""

from specc.check.rule import Wording, quoted


def voice_left_open(*, message: str, help: str = "", **_facts: object) -> Wording:
    """The voice is left to the provider, in a spec of several languages.

    `auto`, or no voice at all, lets the provider choose one for each video.
    In several languages these may be different speakers, of different
    gender, and others the next time.

    Bad:

        languages: {en-US: {hello: Hello.}, en-GB: {hello: Good day.}}
        task:
          speech:
            text: "{{ language.hello }}"
            language: "{{ language.code }}"
            voice: auto

    Good:

        languages: {en-US: {hello: Hello.}, en-GB: {hello: Good day.}}
        task:
          speech:
            text: "{{ language.hello }}"
            language: "{{ language.code }}"
            voice: jenny_female_english

    Source: inferred, 2026-11: what `auto` chooses isn't documented
    """
    return Wording(message, help)


def extreme_pitch(*, message: str, help: str = "", **_facts: object) -> Wording:
    """A pitch so far off that the voice sounds processed.

    The parameter takes -50 to 50; beyond 15 either way people hear that the
    voice was changed.

    Bad:

        task:
          speech: {pitch: 20}

    Good:

        task:
          speech: {pitch: 5}

    Source: https://runware.ai/docs/models/heygen-avatar-v/guides/script-vs-audio
    """
    return Wording(message, help)


def upload_overwritten(*, message: str = "", help: str = "", path: str = "", count: int = 0, is_of_row: bool = False, **_facts: object) -> Wording:
    """Several videos are put to the same address.

    The provider PUTs the file of a result to the address as it is: what
    comes later overwrites what was there, and only the last one is left.
    Said is only what is the same for sure; addresses that hang on rows may
    be the same too.

    Bad:

        matrix: {greeting: [Hello., Good morning.]}
        task:
          uploadEndpoint: https://files.acme.dev/hello.mp4
          speech: {text: "{{ matrix.greeting }}"}

    Good:

        matrix: {greeting: [Hello., Good morning.]}
        task:
          uploadEndpoint: "https://files.acme.dev/{{ matrix.greeting | urlencode }}.mp4"
          speech: {text: "{{ matrix.greeting }}"}

    Source: inferred, 2026-11: https://runware.ai/docs/models/heygen-avatar-v#request-uploadendpoint
    """
    if message:
        return Wording(message, help)
    what = f"{count:,} videos" if count else "the videos of a row" if is_of_row else "several videos"
    return Wording(f"{what} are put to one {quoted(path)}: each overwrites the one before", "make it of what tells them apart: the row's key, the language, the cell")


def paid_variations(*, message: str, help: str = "", **_facts: object) -> Wording:
    """Several variations of each video are asked for.

    They are the same but for chance, and each is paid for: 4 variations
    of 500 videos are 2,000 videos.

    Bad:

        task:
          numberResults: 4

    Good:

        task:
          numberResults: 1

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-numberresults
    """
    return Wording(message, help)


def safety_contradiction(*, message: str, help: str = "", **_facts: object) -> Wording:
    """`safety.checkContent` and `safety.mode` say different things.

    The mode wins: with `none` nothing is checked although it was asked for,
    with another mode everything is although it wasn't.

    Bad:

        task:
          safety: {checkContent: false, mode: full}

    Good:

        task:
          safety: {mode: full}

    Source: https://runware.ai/docs/models/heygen-avatar-v#request-safety-mode
    """
    return Wording(message, help)


def speech_tuning_without_speech(*, message: str, help: str = "", **_facts: object) -> Wording:
    """A voice, speed or pitch is set where the avatar speaks a recording.

    They are for the text-to-speech of `speech.text`. A recording is played
    as it is, and a `speech` beside it is refused.

    Bad:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs:
            avatar: Caroline_Business_Standing_Front_public
            audio: https://example.com/hello.mp3
          speech: {speed: 1.2}

    Good:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs:
            avatar: Caroline_Business_Standing_Front_public
            audio: https://example.com/hello.mp3

    Source: https://runware.ai/docs/models/heygen-avatar-v/guides/script-vs-audio
    """
    return Wording(message, help)
