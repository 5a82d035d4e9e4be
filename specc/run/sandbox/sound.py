"""The voice: a soft tone in syllables, so that a player shows sound where something is said. Not speech."""

import math
import random
from array import array
from collections.abc import Sequence

from specc.run.sandbox.scene import Scene, stable_number

RATE = 24_000
"""Samples a second, one channel, signed 16 bit."""

_SYLLABLE_S = 0.2
_LOUDNESS = 2600
_HERTZ_MIN, _HERTZ_SPAN = 110, 110
_STEPS = (1.0, 1.12, 0.94, 1.06)


def samples(scene: Scene, length_s: float) -> bytes:
    """The whole track, exactly `length_s` long."""
    syllables = _syllables(scene)
    chooser = random.Random(scene.variant)  # noqa: S311 - has to be the same each time
    track = bytearray(2 * round(length_s * RATE))
    size = len(syllables[0])
    for line in scene.spoken:
        start, end = (2 * round(second * RATE) for second in (line.start_s, line.end_s))
        for place in range(start, min(end, len(track)) - size + 1, size):
            track[place : place + size] = chooser.choice(syllables)
    return bytes(track)


def _syllables(scene: Scene) -> Sequence[bytes]:
    voice = _HERTZ_MIN + stable_number("voice", scene.voice or scene.avatar) % _HERTZ_SPAN
    hertz = voice * 2 ** (scene.pitch / 50)
    loudness = _LOUDNESS * min(max(scene.volume, 0), 1)
    return [_syllable(hertz * step, loudness) for step in _STEPS]


def _syllable(hertz: float, loudness: float) -> bytes:
    count = round(_SYLLABLE_S * RATE)
    turn = 2 * math.pi * hertz / RATE

    def sample(number: int) -> int:
        swell = math.sin(math.pi * number / count) ** 2
        return round(loudness * swell * (math.sin(turn * number) + 0.35 * math.sin(2 * turn * number)) / 1.35)

    return array("h", map(sample, range(count))).tobytes()
