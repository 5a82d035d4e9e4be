"""The pace of a kind of task: seconds a word, dollars a second. Found once for each kind; a task then costs a count and a few products."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from specc.base.range import Range
from specc.catalog.project import OwnPrice, OwnRate
from specc.catalog.rates import Price, Sourced, Speech, SpeechRate, Tariff
from specc.plan.calibration import Calibration
from specc.plan.kind import Kind
from specc.plan.speech import spoken


@dataclass(frozen=True, slots=True)
class Pace:
    """`usd_per_second` and `usd` (whatever the length) are for all results; both are None where no price is known."""

    word_s: Range
    character_s: Range
    digit_s: Range
    silence_s: Range
    usd_per_second: Range | None = None
    usd: Range | None = None
    results: int = 1
    tariff: str = ""
    source: str = ""
    date: str = ""

    def length(self, text: str) -> Range:
        """How long a text is spoken."""
        said = spoken(text)
        words, word, silence = said.words, self.word_s, self.silence_s
        low, expected, high = silence.low + words * word.low, silence.expected + words * word.expected, silence.high + words * word.high
        for count, figure in ((said.characters, self.character_s), (said.digits, self.digit_s)):
            if count:
                low, expected, high = low + count * figure.low, expected + count * figure.expected, high + count * figure.high
        return Range(low, expected, high)


@dataclass(frozen=True, slots=True)
class Figures:
    """Where a pace comes from: what ships with specc, under what a project says (languages in lower case), under what was learned."""

    prices: Mapping[str, Price]
    speech: Speech
    own_prices: Mapping[str, OwnPrice] = field(default_factory=dict)
    own_speech: Mapping[str, OwnRate] = field(default_factory=dict)
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)

    def price(self, model: str) -> Price:
        """The one that ships with specc; of another model, what is common to all."""
        return self.prices.get(model) or self.prices[ANY]


ANY = "*"


def pace(figures: Figures, kind: Kind) -> Pace:
    learned = figures.calibrations.get(kind.model, Calibration())
    factor, silence = learned.seconds_factor, figures.speech.silence.seconds
    speed = kind.speed if isinstance(kind.speed, int | float) and kind.speed > 0 else 1.0
    rates = (*_rates(figures, kind), figures.speech.digits.per_second)
    word, character, digit = (_learned(_inverse(rate) * (1 / speed), factor) for rate in rates)
    return _priced(Pace(word, character, digit, _learned(silence, factor), results=kind.result_count), figures, kind, learned)


def _learned(figure: Range, factor: Range | None) -> Range:
    return figure if factor is None else factor * figure.expected


def _inverse(rate: Range) -> Range:
    return Range(1 / rate.high, 1 / rate.expected, 1 / rate.low)


# Speech


def _rates(figures: Figures, kind: Kind) -> tuple[Range, Range]:
    """Words and characters a second in a language, each from the nearest that says it."""
    found = list(_said(figures, kind))
    words = next(rate.words_per_second for rate in found if rate.words_per_second is not None)
    return words, next(rate.characters_per_second for rate in found if rate.characters_per_second is not None)


def _said(figures: Figures, kind: Kind) -> Iterator[OwnRate]:
    known = figures.speech.languages
    language = kind.language.lower() if isinstance(kind.language, str) else _of_voice(known, kind.voice)
    tags = (language, language.split("-")[0])
    yield from (figures.own_speech[tag] for tag in tags if tag in figures.own_speech)
    for rate in (*(known[tag] for tag in tags if tag in known), figures.speech.default):
        if rate.words is not None or rate.characters is not None:
            yield OwnRate("", _per_second(rate.words), _per_second(rate.characters))


def _per_second(rate: Sourced | None) -> Range | None:
    return None if rate is None else rate.per_second


def _of_voice(known: Mapping[str, SpeechRate], voice: object) -> str:
    """The language that a voice's id ends in; empty where it doesn't tell."""
    name = voice.lower().rsplit("_", 1)[-1] if isinstance(voice, str) else ""
    return next((tag for tag, rate in known.items() if name and rate.name == name), "")


# Prices


def _priced(bare: Pace, figures: Figures, kind: Kind, learned: Calibration) -> Pace:
    price, own = figures.price(kind.model), figures.own_prices.get(kind.model)
    tariff = _tariff(price.per_second, price, kind)
    if tariff is not None:
        bare = replace(bare, usd_per_second=tariff.usd, tariff=tariff.name, source=tariff.source, date=tariff.date)
    elif (tariff := _tariff(price.per_video, price, kind)) is not None:
        bare = replace(bare, usd=tariff.usd, tariff=tariff.name, source=tariff.source, date=tariff.date)
    if own is not None:
        bare = replace(bare, usd_per_second=own.usd_per_second, usd=own.usd_per_video, source=own.source, date=own.date)
    if (rate := learned.usd_per_second.get(bare.tariff)) is not None:
        bare = replace(bare, usd_per_second=rate, usd=None, source=f"what {learned.samples:,} videos were charged", date=learned.date)
    return replace(bare, usd_per_second=bare.usd_per_second and bare.usd_per_second * bare.results, usd=bare.usd and bare.usd * bare.results)


def _tariff(tariffs: tuple[Tariff, ...], price: Price, kind: Kind) -> Tariff | None:
    width, height = price.sizes.get(kind.resolution, (0, 0)) if isinstance(kind.resolution, str) else (kind.width, kind.height)
    pixels = width * height if isinstance(width, int | float) and isinstance(height, int | float) else 0
    return next((tariff for tariff in tariffs if pixels >= tariff.pixels_min), None)
