from dataclasses import replace

import pytest

from specc.compiler.task import Task
from specc.pipeline.sampling import sampled


def make(number: int, language: str = "en-US", text: str = "Hello there.") -> Task:
    payload = {"speech": {"text": text}}
    return Task("s", f"k{number}", number, {"language": language}, payload, f"{number:064x}", f"uuid-{number}", f"{number}.mp4")


MANY = [make(number, "es-ES" if number == 700 else "en-US", "Hi." if number == 300 else "Hello " * 40 if number == 600 else "Hello there.") for number in range(1000)]


def numbers(tasks: list[Task], count: int) -> list[int | None]:
    return [task.row for task in sampled(tasks, count)]


def test_extremes_languages_and_a_spread() -> None:
    assert numbers(MANY, 6) == [0, 250, 300, 600, 700, 750]
    assert numbers(MANY, 6) == numbers(MANY, 6)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 17, 999, 1000, 1001])
def test_there_are_as_many_as_are_asked_for(count: int) -> None:
    assert len(numbers(MANY, count)) == min(count, 1000)


def test_no_content_is_taken_twice() -> None:
    twins = [replace(task, digest=f"{index // 2:064x}") for index, task in enumerate(MANY)]
    found = [task.digest for task in sampled(twins, 100)]
    assert len(set(found)) == len(found) == 100


def test_of_nothing_there_is_nothing() -> None:
    assert numbers([], 3) == []
