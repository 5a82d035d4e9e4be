"""What comes twice: found as by comparing each with all before it, also where next to nothing fits into memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specc.pipeline import hashes as module
from specc.pipeline.repeats import Repeats, collisions, repeats
from specc.pipeline.spill import Texts

TEXTS = st.one_of(st.none(), st.sampled_from(["a", "b", "c", "\ud800", "é", "x" * 50]), st.text(min_size=1, max_size=2))
Bounds = Callable[[int, int], None]


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> Bounds:
    def bound(values_max: int, partitions: int) -> None:
        monkeypatch.setattr(module, "MEMORY_VALUES_MAX", values_max)
        monkeypatch.setattr(module, "PARTITIONS", partitions)
        monkeypatch.setattr(module, "_PARTED_VALUES", 7)
        monkeypatch.setattr(module, "_PARTS_BYTES_MAX", 7 * 8 * 3)

    return bound


@contextmanager
def spilled(*parts: Sequence[object], size: int = 3, fold: Callable[[Iterable[str]], Sequence[str]] | None = None) -> Iterator[Texts]:
    texts = Texts(fold)
    for values in parts:
        for start in range(0, len(values), size):
            texts.add(values[start : start + size], has_several=True)
    yield texts
    texts.close()


def repeated(*parts: Sequence[str | None], size: int = 3, is_counted: Callable[[int], bool] = lambda _position: True) -> Repeats:
    with spilled(*parts, size=size) as chain:
        return repeats(chain, is_counted=is_counted)


def collided(names: Sequence[object], contents: Sequence[str]) -> list[tuple[int, int]]:
    with spilled(names) as one, spilled(contents, size=5) as other:
        made = collisions(one, other)
    return list(zip(made.positions, made.firsts, strict=True))


def found(values: list[str | None], is_counted: Callable[[int], bool] = lambda _position: True) -> list[tuple[int, int]]:
    """By the obvious dict."""
    seen: dict[str, int] = {}
    return [(position, first) for position, text in enumerate(values) if text is not None and is_counted(position) and (first := seen.setdefault(text, position)) != position]


def found_colliding(names: Sequence[object], contents: Sequence[str]) -> list[tuple[int, int]]:
    """A task that collides claims none of its files from there on."""
    seen: dict[str, tuple[int, str]] = {}
    made = []
    for position, (value, content) in enumerate(zip(names, contents, strict=True)):
        taken = (seen.setdefault(name, (position, content)) for name in (value if isinstance(value, list) else [value]))
        first = next((first for first, other in taken if other != content), None)
        if first is not None:
            made.append((position, first))
    return made


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(TEXTS, max_size=40), values_max=st.sampled_from([0, 1, 2, 5, 100]), partitions=st.sampled_from([1, 2, 8]), cut=st.integers(0, 40), step=st.integers(1, 3))
def test_repeats_are_those_of_a_dict(bounds: Bounds, values: list[str | None], values_max: int, partitions: int, cut: int, step: int) -> None:
    bounds(values_max, partitions)
    made = repeated(values[:cut], values[cut:], is_counted=lambda position: position % step == 0)
    assert list(zip(made.positions, made.firsts, strict=True)) == found(values, lambda position: position % step == 0)
    assert bool(made) == (len(made.positions) > 0)
    for position in range(len(values)):
        assert made.first(position) == dict(zip(made.positions, made.firsts, strict=True)).get(position)


RISING = st.lists(st.integers(0, 120), max_size=12).map(lambda numbers: [str(number) if number % 9 else None for number in sorted(numbers)])


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.one_of(RISING, st.lists(TEXTS, max_size=6)), max_size=6), values_max=st.sampled_from([0, 3, 100]), fold=st.sampled_from([None, list]))
def test_parts_are_compared_as_one(bounds: Bounds, parts: list[list[str | None]], values_max: int, fold: Callable[[Iterable[str]], Sequence[str]] | None) -> None:
    bounds(values_max, 4)
    whole = Texts()
    for values in parts:
        with spilled(values, fold=fold) as part:
            whole.absorb(part.raw())
    made = repeats(whole)
    everything = [text for values in parts for text in values]
    assert list(whole) == everything
    assert list(zip(made.positions, made.firsts, strict=True)) == found(everything)
    whole.close()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pairs=st.lists(st.tuples(st.sampled_from(["a", "b", "c", "dd"]), st.sampled_from(["1", "2"])), max_size=40), values_max=st.sampled_from([0, 1, 2, 100]), partitions=st.sampled_from([1, 4])
)
def test_collisions_are_those_of_a_dict(bounds: Bounds, pairs: list[tuple[str, str]], values_max: int, partitions: int) -> None:
    bounds(values_max, partitions)
    names, contents = [name for name, _ in pairs], [content for _, content in pairs]
    assert collided(names, contents) == found_colliding(names, contents)


@pytest.mark.parametrize("values_max", [1, 50, 100_000])
@pytest.mark.parametrize("kind", ["all-equal", "in-pairs", "far-pairs", "none", "one-at-the-end"])
def test_adverse_data(bounds: Bounds, kind: str, values_max: int) -> None:
    bounds(values_max, 4)
    values: dict[str, list[str | None]] = {
        "all-equal": ["x"] * 4000,
        "in-pairs": [str(number // 2) for number in range(4000)],
        "far-pairs": [str(number % 2000) for number in range(4000)],
        "none": [str(number) for number in range(4000)],
        "one-at-the-end": [*(str(number) for number in range(3999)), "0"],
    }
    if values_max == 1:
        values = {name: items[:100] + items[-100:] for name, items in values.items()}
    made = repeated(values[kind], size=512)
    assert list(zip(made.positions, made.firsts, strict=True)) == found(values[kind])


@pytest.mark.parametrize("values_max", [0, 3, 100_000])
def test_tasks_of_several_files_collide_as_row_by_row(bounds: Bounds, values_max: int) -> None:
    bounds(values_max, 4)
    random = Random(values_max)
    names: list[object] = [[f"{random.randrange(12)}", f"{random.randrange(12)}-2"] if random.random() < 0.6 else f"{random.randrange(12)}" for _ in range(80)]
    contents = [str(random.randrange(30)) for _ in names]
    assert collided(names, contents) == found_colliding(names, contents)


@pytest.mark.parametrize("text", ["a", "b"])
def test_equal_values_take_no_memory(text: str, bounds: Bounds) -> None:
    bounds(2, 4)
    with spilled([text] * 100) as texts:
        assert len(texts._hashes._held) < 8 * 8
        assert list(map(len, texts.suspects())) == [1]
