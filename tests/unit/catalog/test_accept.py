"""The law of acceptors: they answer as the library's validator does, or there are none.

Schemas and values are drawn by a plain seeded generator: what is tested are combinations, and many of them.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from jsonschema import SchemaError

from specc.catalog.accept import KEYWORDS, acceptor, keyword_acceptor
from specc.catalog.models import Parameter, bundled_models
from specc.catalog.validator import PlainValidator, library_validator, schema_error
from specc.check.structure import language_schema

NAMES = ("a", "b", "c")
KINDS = ("string", "integer", "number", "boolean", "null", "array", "object")
NUMBERS = (0, 1, 2, 3, -1, 100, 0.07, 0.7, 0.75, 1.0, 1.05, 1.5, 2.5, -0.0, 1e300, 2**70, float("inf"), float("nan"))
SCALARS = (None, True, False, *NUMBERS, "", "a", "abc", "abc\n", "#fff", "#fff\n", "1", "é", "abcdef")
SIZES = (0, 1, 2, 3)


def a_value(random: Random, depth: int = 2) -> Any:
    kind = random.random() if depth else 1
    if kind < 0.25:
        return {name: a_value(random, depth - 1) for name in some(random, NAMES)}
    if kind < 0.4:
        return [a_value(random, depth - 1) for _ in range(random.choice(SIZES))]
    return random.choice(SCALARS)


def some(random: Random, items: Any) -> list[Any]:
    return random.sample(list(items), random.randint(0, min(3, len(items))))


def by_name(make: Callable[[Random, int], Any]) -> Callable[[Random, int], Any]:
    return lambda random, depth: {name: make(random, depth) for name in some(random, NAMES)}


def several(make: Callable[[Random, int], Any]) -> Callable[[Random, int], Any]:
    return lambda random, depth: [make(random, depth) for _ in range(random.randint(1, 2))]


def one_of(*items: Any) -> Callable[[Random, int], Any]:
    return lambda random, _depth: random.choice(items)


def a_schema(random: Random, depth: int = 2) -> Any:
    if not depth or random.random() < 0.05:
        return random.choice((True, False, {"type": random.choice(KINDS)}, {"const": random.choice(SCALARS)}))
    keywords = random.sample(list(MAKERS), random.randint(1, 4))
    return {keyword: MAKERS[keyword](random, depth - 1) for keyword in keywords}


MAKERS: dict[str, Callable[[Random, int], Any]] = {
    "type": lambda random, _depth: random.choice((random.choice(KINDS), random.sample(KINDS, 2))),
    "enum": several(lambda random, _depth: a_value(random, random.choice((0, 0, 1)))),
    "const": lambda random, _depth: a_value(random, random.choice((0, 0, 1))),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), one_of(0, 1, 1.5, 2, 99)),
    "multipleOf": one_of(0.1, 0.01, 1.5, 2),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), one_of(*SIZES)),
    "pattern": one_of("^a", "^#[a-f]{3}$", "^[a-z]*$", r"\d$", "[$]", "a|$", r"^\S+$"),
    "format": one_of("date"),
    "required": lambda random, _depth: some(random, NAMES),
    "dependentRequired": by_name(lambda random, _depth: some(random, NAMES)),
    "properties": by_name(a_schema),
    "patternProperties": one_of({"^a": False}),
    **dict.fromkeys(("additionalProperties", "propertyNames", "items", "not", "if", "then", "else", "contains"), a_schema),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), several(a_schema)),
    "description": one_of("told"),
    "uniqueItems": one_of(True, False),
}


@pytest.mark.parametrize("seed", range(10))
def test_an_acceptor_answers_as_the_library_does(seed: int) -> None:
    random = Random(seed)
    met = 0
    for _ in range(600):
        schema = a_schema(random)
        accepts = acceptor(schema)
        if accepts is None:
            continue
        validator = library_validator()(schema)
        for value in [a_value(random) for _ in range(4)]:
            assert accepts(value) == validator.is_valid(value), (schema, value)
            met += accepts(value)
            for keyword in KEYWORDS & set(schema) if isinstance(schema, dict) else ():
                check = keyword_acceptor(schema, keyword)
                assert check is not None
                errors = validator.VALIDATORS[keyword](validator, schema[keyword], value, schema)
                assert check(value) == (not list(errors or ())), (schema, keyword, value)
    assert met > 300


KNOWN = sorted({*KEYWORDS, "then", "else", "$schema", "$ref", "$id", "title", "default", "examples", "deprecated", "contains", "patternProperties", "unknown"})
JUNK = (*SCALARS, *KINDS, "(", "[", "https://json-schema.org/draft/2020-12/schema", [], ["a", "a"], ["a"], {}, [{}], [1], {"a": ["b"]}, {"a": 1}, {"a": {}})


@pytest.mark.parametrize("seed", range(10))
def test_what_has_an_acceptor_is_json_schema(seed: int) -> None:
    random = Random(seed)
    met = 0
    for _ in range(3000):
        schema: Any = {keyword: random.choice((random.choice(JUNK), a_schema(random, 1))) for keyword in random.sample(KNOWN, random.randint(1, 2))}
        if acceptor(schema) is None:
            continue
        met += 1
        try:
            library_validator().check_schema(schema)
        except SchemaError as error:
            pytest.fail(f"{schema}: {error}")
        assert schema_error(schema) is None
    assert met > 50


PARAMETERS = [parameter for model in bundled_models().values() for parameter in model.parameters()]
SHIPPED = [language_schema(), *(model.schema for model in bundled_models().values())]


@pytest.mark.parametrize("schema", SHIPPED, ids=lambda schema: schema["title"])
def test_the_shipped_schemas_have_acceptors(schema: Any) -> None:
    assert acceptor(schema) is not None


@pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.path)
def test_every_parameter_is_read_as_the_library_does(parameter: Parameter) -> None:
    accepts = acceptor(parameter.schema)
    assert accepts is not None
    validator = library_validator()(parameter.schema)
    random = Random(parameter.path)
    known = [*parameter.schema.get("enum", ()), *(limit + step for limit in _limits(parameter.schema) for step in (-1, -0.01, 0, 0.01, 1))]
    for value in (*SCALARS, *known, *(round(random.uniform(0, 2), 2) for _ in range(50)), *(a_value(random) for _ in range(50))):
        assert accepts(value) == validator.is_valid(value), value


def _limits(schema: Any) -> list[float]:
    return [schema[name] for name in ("minimum", "maximum") if name in schema]


@pytest.mark.parametrize(("value", "step"), [(0.07, 0.01), (0.75, 0.1), (0.7, 0.1), (1.05, 0.01), (1e300, 0.01), (2**70, 7), (1.0, 1)])
def test_decimal_steps_are_exact(value: float, step: float) -> None:
    validator = PlainValidator({"multipleOf": step})
    assert validator.is_valid(value) == library_validator()({"multipleOf": step}).is_valid(value)


@pytest.mark.parametrize(
    ("schema", "value", "fits"),
    [
        ({"pattern": "^a$"}, "a\n", False),
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, float("nan"), False),
        ({"type": "number", "minimum": 0}, float("inf"), False),
        ({"minimum": 5}, float("nan"), True),
        ({"enum": [1]}, True, False),
        ({"enum": [True]}, 1, False),
        ({"const": 1}, 1.0, True),
        ({"type": "integer", "enum": [1]}, "1", False),
        (True, 1, True),
        (False, 1, False),
    ],
)
def test_the_edges(schema: Any, value: Any, *, fits: bool) -> None:
    accepts = acceptor(schema)
    assert accepts is not None
    assert accepts(value) is fits
    assert library_validator()(schema).is_valid(value) is fits


def test_an_error_is_the_librarys() -> None:
    schema = {"type": "integer", "minimum": 2}
    found, expected = (list(made.iter_errors(1)) for made in (PlainValidator(schema), library_validator()(schema)))
    assert [error.message for error in found] == [error.message for error in expected] == ["1 is less than the minimum of 2"]
