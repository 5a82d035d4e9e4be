"""C: how long a speech takes and what the videos cost, before they are made."""

from specc.base.grammar import counted
from specc.check.rule import Wording, quoted


def too_long_speech(*, path: str, seconds: float, limit: float, shown: str, is_own: bool = True) -> Wording:
    """A text takes longer to say than is wanted.

    How long is estimated from the words of the text, or its characters in
    scripts without spaces, and the pace of its language, at the speed that
    is asked for. The limit is the project's `speech_seconds_max`, or the
    model's own where one is known. What is compared is the expected length.

    Bad:

        task:
          speech:
            language: en-US
            text: >-
              Welcome to Acme. It is good to have you here. This video tells you what comes next,
              who to ask, and where to find what you need.

    specc.toml:

        speech_seconds_max = 5

    Good:

        task:
          speech: {text: Welcome to Acme., language: en-US}

    Source: the project's own limit; figures and sources are in `schemas/speech-rates.json`
    """
    over = 1 - limit / seconds
    owner = "`speech_seconds_max` is" if is_own else "the model allows"
    return Wording(f"{quoted(path)} takes about {shown} to say, {owner} {limit:g} s", f"shorten the text by about {max(over, 0.01):.0%}{', or raise the limit in the project' if is_own else ''}")


def over_budget(*, low: float, expected: float, high: float, limit: float, tasks: int) -> Wording:
    """The videos of a spec may cost more than the project allows.

    What is compared is the upper estimate of all videos of the spec, each
    paid once: a run sets that much aside before it sends a task, so that a
    higher bill can't surprise. A video that several rows share is one. What
    has been paid already isn't known here: `specc run` counts it.

    Bad:

        task:
          speech: {text: Welcome to Acme. This video tells you what comes next., language: en-US}

    specc.toml:

        max_cost = 0.40

    Good:

        task:
          speech: {text: Welcome to Acme., language: en-US}

    Source: the project's own limit; prices and sources are in `schemas/prices`
    """
    videos = counted(tasks, "video")
    return Wording(f"{videos} may cost {_usd(high)}, `max_cost` is {_usd(limit)}", f"expected are {_usd(expected)}, at least {_usd(low)}: make fewer or shorter videos, or raise `max_cost`")


def unknown_price(*, count: int, tasks: int, reason: str) -> Wording:
    """What videos cost can't be told, so that `max_cost` can't be held.

    No price is known for the model, or nothing tells how long a video will
    be, as with a recording. An unknown price is never taken for none. It is
    told only where the project has a `max_cost`.

    Bad:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs:
            avatar: Caroline_Business_Standing_Front_public
            audio: "https://example.com/hello.mp3"

    specc.toml:

        max_cost = 10.0

    Good:

        specc: 1
        model: heygen:avatar@5
        task:
          inputs: {avatar: Caroline_Business_Standing_Front_public}
          speech: {text: Hello., language: en-US}

    Source: the provider publishes no price a second; what is known is in `schemas/prices`
    """
    which = "it" if tasks == 1 else f"all {tasks:,} videos" if count == tasks else f"{count:,} of {tasks:,} videos"
    what = "the price of the video isn't known" if tasks == 1 else f"the price of {which} isn't known"
    return Wording(f"{what}: {reason}", "say in the project what a second or a video costs, under `prices`; a run with a `max_cost` refuses what has no price")


def _usd(amount: float) -> str:
    return f"${amount:,.2f}"
