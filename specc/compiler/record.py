"""How generated functions read a raw record: a sequence or a mapping, of texts or of typed values."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any

from specc.audience.contract import Column

_REPETITIVE_RATIO = 2
"""A column whose sample shows each value at least so often, on average, is worth remembering."""


class Apart(tuple[Any, ...]):  # noqa: SLOT001 - a tuple has no room for slots
    """What a list or a mapping is kept by: it is the same as itself alone."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Missing:
    """What a record holds where a row has no such key."""


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `is_text`: the raw value is a `str` for certain; `is_converted`: templates see another
    value than the raw one.
    """

    name: str
    is_text: bool
    is_converted: bool
    convert: Callable[[Any], Any]

    @property
    def is_plain(self) -> bool:
        """Whether templates see the very text that a record holds."""
        return self.is_text and not self.is_converted


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """`columns` is None where rows name their own. `sample` are a few raw records of the data. `texts` are the columns of typed data that hold
    nothing but text in them: whoever gives records makes sure that it stays so.
    """

    columns: Sequence[str] | None
    contract: Mapping[str, Column]
    sample: Sequence[Any]
    is_text: bool
    texts: frozenset[str] = frozenset()
    repetitive: dict[tuple[str, ...], bool] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return self.columns is None or name in self.columns

    def field(self, name: str) -> Field:
        column = self.contract.get(name)
        if not self.is_text or column is None or not column.types or "string" in column.types:
            return Field(name, self.is_text or name in self.texts, is_converted=False, convert=_as_it_is)
        return Field(name, is_text=True, is_converted=True, convert=column.convert)

    def known(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Those columns that the data has."""
        return tuple(name for name in columns if self.has(name))

    def place(self, name: str) -> int | None:
        """The position of a column in a record; None where records are mappings."""
        return None if self.columns is None else self.columns.index(name)

    def function_of(self, columns: Sequence[str], function: Callable[[dict[str, Any]], Any]) -> Callable[[Any], Any]:
        """A function of a row as one of a memo's key."""
        fields = [self.field(name) for name in columns]
        if all(field.is_plain for field in fields):
            return _of_texts(tuple(columns), function)

        def of_key(key: Any) -> Any:
            raws = key if len(fields) != 1 else (key,)
            values = ((field, raw if field.is_text else raw[1]) for field, raw in zip(fields, raws, strict=True))
            return function({field.name: field.convert(value) for field, value in values if value is not MISSING})

        return of_key

    def names(self, record: Any, number: int) -> dict[str, Any]:
        """What templates see of a whole row."""
        if self.columns is None:
            return {"row": record, "row_number": number}
        row = dict(zip(self.columns, record, strict=True))
        for name, column in self.contract.items() if self.is_text else ():
            row[name] = column.convert(row[name])
        return {"row": row, "row_number": number}

    def is_repetitive(self, columns: Sequence[str]) -> bool:
        """Whether the sample shows few values of these columns together."""
        if (known := self.repetitive.get(tuple(columns))) is not None:
            return known
        return self.repetitive.setdefault(tuple(columns), self._repeats(columns))

    def _repeats(self, columns: Sequence[str]) -> bool:
        limit = max(len(self.sample), _REPETITIVE_RATIO) // _REPETITIVE_RATIO
        keys, seen = self._keys(columns), set[Any]()
        try:
            while some := list(islice(keys, limit + 1)):
                seen.update(some)
                if len(seen) > limit:
                    return False
        except (TypeError, IndexError):  # lists and mappings can't be remembered; ragged rows are told elsewhere
            return False
        return True

    def _keys(self, columns: Sequence[str]) -> Iterator[Any]:
        """The values of these columns in each record of the sample, as a memo tells them apart."""
        if self.columns is not None and columns and all(self.field(name).is_text for name in columns):  # texts are apart as they are
            return map(itemgetter(*map(self.columns.index, columns)), self.sample)
        return (tuple(map(typed, self._values(record, columns))) for record in self.sample)

    def _values(self, record: Any, columns: Sequence[str]) -> list[Any]:
        if self.columns is None:
            return [record.get(name, MISSING) for name in columns]
        return [record[self.columns.index(name)] for name in columns]


def texts_of(sample: Sequence[Any], columns: Sequence[str] | None, contract: Mapping[str, Column]) -> frozenset[str]:
    """The columns of typed data that hold nothing but text in a sample, and of which the contract wants nothing else."""
    if not sample:
        return frozenset()
    if columns is None:
        some: Iterable[str] = [name for name, value in sample[0].items() if value.__class__ is str]
        found = [name for name in some if all(record.get(name).__class__ is str for record in sample)]
    else:
        found = [name for name, values in zip(columns, zip(*sample, strict=True), strict=True) if set(map(type, values)) == {str}]
    types = {name: column.types for name, column in contract.items()}
    return frozenset(name for name in found if not types.get(name) or "string" in types[name])


def typed(value: Any) -> tuple[Any, ...]:
    """A value as a memo's key: 1, 1.0 and true are told apart, and 0.0 from -0.0."""
    kind = value.__class__
    if kind is float:
        return (kind, value, repr(value))
    return Apart((kind, value)) if kind is list or kind is dict else (kind, value)


def _of_texts(names: tuple[str, ...], function: Callable[[dict[str, Any]], Any]) -> Callable[[Any], Any]:
    if len(names) != 1:
        return lambda key: function(dict(zip(names, key, strict=True)))
    name = names[0]
    return lambda key: function({name: key})


def _as_it_is(value: Any) -> Any:
    return value
