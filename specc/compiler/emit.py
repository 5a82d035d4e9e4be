"""The block function of a cell: raw records in, the bytes of their tasks out. Generated once, called for every block of rows.

It says "all of them are sound" or raises; the block is then halved until the rows that aren't stand alone, and `Program.run` says what is
wrong with them. Known values are bytes already; a hole is looked up, or put together from its columns, checked, escaped and
spliced in between.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from specc.base.fault import Sighting
from specc.base.location import Route, dotted
from specc.compiler.batch import Batch
from specc.compiler.checks import text_checks
from specc.compiler.escaping import QUOTE, escaped
from specc.compiler.joining import Joining
from specc.compiler.output import default_file, extension, is_plainly_safe, unsafe_because
from specc.compiler.payload import digests_of_rest, first_uuids, parted, without_omitted
from specc.compiler.pieces import ColumnText, Words
from specc.compiler.refusal import NotPlainError
from specc.compiler.residual import Hole, decide, filled
from specc.compiler.splice import Member, members
from specc.compiler.splicing import Parts, joined, whole
from specc.compiler.tiers import CellPlan, HolePlan
from specc.compiler.values import Values
from specc.compiler.vectors import Setting, Vectors
from specc.compiler.watch import block_watcher, value_at
from specc.compiler.words import OpenWords, Reading, block_looker
from specc.template.names import lone_column
from specc.template.values import OMIT, is_empty

BlockFunction = Callable[[Sequence[Any], Sequence[Any], Sequence[int], Sequence[str]], Batch]
"""Records, their columns, numbers and keys → the tasks, in order; without those of rows that `when` leaves out."""

TEXT_CHARACTERS_MAX = 65_536
"""A longer text is left to the plain tier, which counts what templates may make."""

CELL_CHARACTERS_MAX = 1 << 24
"""A column as it is makes nothing new; it is as long as its reader lets it be."""

_UUID: Route = ("taskUUID",)
_CONTENT: Route = ()
"""Where the JSON of a whole content goes."""

_SURELY_SAFE = "00000"
"""A name is safe with any word of so many letters and digits, and more, where it is safe with these: no reserved name is as long."""
_WORD_CHARACTERS_MAX = 60


def emit(plan: CellPlan, setting: Setting, number: int) -> BlockFunction:
    """The function of a cell that isn't plain. Raises TypeError or ValueError for constants that only the plain tier can write."""
    vectors = Vectors(setting)
    values = Values(plan.program)
    return _Writer(plan, number, vectors, values, Joining(plan.program, vectors, values)).function()


@dataclass(slots=True)
class _Writer:
    plan: CellPlan
    number: int
    vectors: Vectors
    values: Values
    joining: Joining

    def function(self) -> BlockFunction:
        draft, plan = self.vectors.draft, self.plan
        draft.values |= {"Batch": Batch, "digests_of_rest": digests_of_rest, "dumps": orjson.dumps, "first_uuids": first_uuids, "escaped": escaped}
        if plan.when is not None:
            self.vectors.leave_out(self._named("w", self._value(plan.when, self.values.truth(plan.when))))
            draft.add("if not k: return Batch()")
        filled = {hole.route: self._hole(hole) for hole in plan.holes}
        self._check_presence(filled)
        self._guard(filled)
        self._watch(filled)
        files = self._named("f", self._file(filled))
        draft.add(f"return Batch({self._tasks(filled)}, x, {files}, list(k), list(n), [{self.number}] * len(k))")
        return draft.function("records, cols, n, k")

    def _tasks(self, filled: Mapping[Route, Parts]) -> str:
        """The vector of the tasks' JSON, that of their contents' digests being `x`. A content is put together once, to be digested
        and to be written behind the UUID that is made of its digest."""
        draft, program = self.vectors.draft, self.plan.program
        optional = {hole.route for hole in self.plan.holes if hole.is_optional}
        delivery, content = parted(program.skeleton, program.delivery)
        brace, *rest = members(content, optional)
        assert isinstance(brace, bytes)
        draft.add(f"c = {joined(self.vectors, [brace[1:], *rest], filled)}")
        later = {part for route, parts in filled.items() if route[0] in delivery for part in parts}
        self._release(part for route, parts in filled.items() if route[0] in content for part in parts if part not in later)
        draft.add("x = digests_of_rest(c)")
        uuid = Hole(_UUID, program.templates.scalars.get(("task",)))  # type: ignore[arg-type]
        *others, before, _, _ = members({**delivery, "taskUUID": uuid}, optional)
        draft.add(f"u = first_uuids(x, {before!r}, b',')")
        return joined(self.vectors, [*others, Member(_UUID), Member(_CONTENT)], {**filled, _UUID: ("u",), _CONTENT: ("c",)})

    # Holes

    def _hole(self, hole: HolePlan) -> Parts:
        """The hole's JSON, empty where it is omitted."""
        if (column := self._lone_column(hole)) is not None:
            return QUOTE, self._named("e", f"escaped({self._checked(hole, column, CELL_CHARACTERS_MAX)})"), QUOTE
        if hole.is_remembered or hole.scalar.is_native or hole.pieces is None:
            made = self._named("h", self._value(hole, self.values.json(hole)))
            if hole.is_measured:
                self._measure(hole, f"[size for size in map({self.vectors.draft.bind('G', self.vectors.memo(_size).__getitem__)}, {made}) if size >= 0]")
            return (made,)
        if not self._is_looked_at_whole(hole) and (parts := self.joining.parts(hole)) is not None:
            self._bound(hole, text_checks(hole.residuals)[0], *self.joining.sizes(hole), TEXT_CHARACTERS_MAX)
            return parts
        text = self._named("t", self.joining.text(hole))
        if self._may_be_empty(hole):
            self.vectors.require(f"not any(map({self.vectors.draft.bind('E', is_empty)}, {text}))")
        made = self._named("h", f"list(map(dumps, {self._checked(hole, text, TEXT_CHARACTERS_MAX)}))")
        self._release((text,))
        return (made,)

    def _may_be_empty(self, hole: HolePlan) -> bool:
        """Whether a text that has to say something may have nothing in it."""
        return hole.scalar.route in self.plan.program.kinds and not any(isinstance(piece, Words) and not is_empty(piece.text) for piece in hole.pieces or ())

    def _is_looked_at_whole(self, hole: HolePlan) -> bool:
        """Whether more is asked of a text than how long it is."""
        return self._may_be_empty(hole) or self.values.media(hole) is not None or bool(text_checks(hole.residuals)[1]) or self.values.has_catalog(hole.route)

    def _release(self, vectors: Iterable[bytes | str]) -> None:
        """Texts that aren't needed any more leave their memory to the next ones, while it is still in the processor's cache."""
        for vector in dict.fromkeys(vectors):
            if isinstance(vector, str):
                self.vectors.draft.add(f"del {vector}")

    def _named(self, letter: str, expression: str) -> str:
        variable = self.vectors.draft.name(letter)
        self.vectors.draft.add(f"{variable} = {expression}")
        if expression in self.vectors.sources:
            self.vectors.sources[variable] = self.vectors.sources[expression]
        return variable

    def _lone_column(self, hole: HolePlan) -> str | None:
        """The vector of a hole that is one column of text with many values: no template need run."""
        column, record = lone_column(hole.scalar.bare), self.vectors.record
        if hole.is_remembered or column is None or not record.has(column) or not record.field(column).is_plain:
            return None
        return self.joining.column(column, is_spoken=hole.scalar.route in self.plan.program.kinds)

    def _value(self, hole: HolePlan, function: Callable[[Mapping[str, Any]], Any]) -> str:
        """The vector of what a function of a row's names makes of a hole."""
        if hole.columns is None:
            return self.vectors.by_row(function)
        return self.vectors.mapped(self.vectors.record.known(hole.columns), lambda row: function({"row": row}), is_remembered=hole.is_remembered)

    def _checked(self, hole: HolePlan, texts: str, characters_max: int) -> str:
        """The vector of texts that are what they have to be."""
        draft = self.vectors.draft
        if (media := self.values.media(hole)) is not None:
            texts = self._named("m", f"list(map({draft.bind('P', media)}, {texts}))")
        lengths, checks = text_checks(hole.residuals)
        if lengths or characters_max < CELL_CHARACTERS_MAX:
            self._bound(hole, lengths, f"list(map(len, {texts}))", 0, characters_max)
        for check in checks:
            self.vectors.require(f"{draft.bind('C', check)}({texts})")
        if self.values.has_catalog(hole.route):
            notes, unknown = self.vectors.setting.notes, self.values.unknown_ids(hole)
            known = draft.bind("K", self.values.known_ids(hole.route))
            note = draft.bind("N", lambda values: notes.extend((index, note) for index, value in enumerate(values) for note in unknown(value)))
            draft.add(f"if not {known}.issuperset({texts}): {note}({texts})")
        return texts

    def _bound(self, hole: HolePlan, lengths: Mapping[str, int], made: str, known: int, characters_max: int) -> None:
        """Refuses texts that are too long or too short: so many `known` characters, and what rows bring."""
        sizes = self._named("s", made)
        self._measure(hole, sizes, known)
        least, most = lengths.get("min", 0) - known, min(lengths.get("max", characters_max), characters_max) - known
        self.vectors.require(f"min({sizes}) >= {least} and max({sizes}) <= {most}")

    def _measure(self, hole: HolePlan, sizes: str, known: int = 0) -> None:
        """Keeps the lengths of texts that have a limit."""
        if hole.is_measured:
            measured = self.vectors.draft.bind("Z", self.vectors.setting.measured)
            self.vectors.draft.add(f"{measured}.append(({dotted(hole.route)!r}, {sizes}, {known}))")

    def _check_presence(self, filled: Mapping[Route, Parts]) -> None:
        """Limits that hang on which keys are there are decided once for each set of omitted holes."""
        optional = [hole.route for hole in self.plan.holes if hole.is_optional]
        if not optional:
            if not self._is_sound(frozenset()):
                self.vectors.draft.add("raise NotPlain")
            return
        sound = self.vectors.memo(lambda there: self._is_sound(frozenset(route for route, is_there in zip(optional, there, strict=True) if not is_there)))
        shapes = ", ".join(f"map(bool, {whole(self.vectors, filled[route])})" for route in optional)
        self.vectors.require(f"all(map({self.vectors.draft.bind('M', sound.__getitem__)}, set(zip({shapes}))))")

    def _is_sound(self, omitted: frozenset[Route]) -> bool:
        there = without_omitted(filled(self.plan.program.skeleton, lambda hole: OMIT if hole.route[1:] in omitted else "x"))
        return isinstance(there, dict) and not any(next(decide(residual, there), None) for residual in self.plan.across)

    def _guard(self, filled: Mapping[Route, Parts]) -> None:
        """Limits that hang on values of several holes are decided once for each set of them."""
        for guard in self.plan.guards:
            sound = self.vectors.memo(guard.judge(self.plan.program.skeleton))
            values = self.vectors.distinct([whole(self.vectors, filled[route]) for route in guard.routes])
            self.vectors.require(f"all(map({self.vectors.draft.bind('M', sound.__getitem__)}, {values}))")

    def _watch(self, filled: Mapping[Route, Parts]) -> None:
        program, setting = self.plan.program, self.vectors.setting
        for left in program.watches:
            holes = [whole(self.vectors, filled[route]) for route in left.holes(program.skeleton)]
            look = block_watcher(left, program.skeleton, program.places, Sighting(cell=program.cell.names), setting.notes, setting.memories, self.vectors.sources.get(holes[0]))
            given = [self.vectors.distinct(holes), *holes] if left.is_asked_of_few else holes
            self.vectors.draft.add(f"{self.vectors.draft.bind('L', look)}({', '.join(given)})")
        for words in program.words:
            self._listen(words, filled)

    def _listen(self, left: OpenWords, filled: Mapping[Route, Parts]) -> None:
        program, setting = self.plan.program, self.vectors.setting
        language, parts = value_at(program.skeleton, left.watch.language), filled[left.watch.route]
        columns = [name for name in setting.record.known(left.spans or ()) if not setting.record.field(name).is_converted]
        of_rows = [whole(self.vectors, filled[left.watch.language])] if isinstance(language, Hole) else []
        memories = {
            name: setting.memories.seen(self.vectors.sources.get(self.joining.escaped.get(name, "")))
            for name in columns
            if setting.record.field(name).is_text and setting.record.is_repetitive((name,))
        }
        reading = Reading(language, tuple(None if isinstance(part, str) else part for part in parts), tuple(columns), memories)
        look = block_looker(left, reading, Sighting(cell=program.cell.names), setting.notes)
        keys = [self.joining.escaped.get(name, self.vectors.column(name)) if name in memories else self.vectors.column(name) for name in columns]
        vectors = [*(part for part in parts if isinstance(part, str)), *of_rows, *map(self.vectors.column, columns), *keys]
        self.vectors.draft.add(f"{self.vectors.draft.bind('L', look)}({', '.join(vectors)})")

    # Files

    def _file(self, filled: Mapping[Route, Parts]) -> str:
        """The vector of output files, each known to be safe."""
        program, draft = self.plan.program, self.vectors.draft
        container = program.skeleton.get("outputFormat")
        if isinstance(program.file, str):
            name = draft.bind("W", program.file)
            files = f"[{name} for _ in k]"
        else:
            files = self._named("f", self._file_names())
            draft.values |= {"is_plain": is_plainly_safe, "careful": _careful, "are_words": _are_words}
            surely_safe = " and ".join(f"are_words({self.vectors.column(name)})" for name in self._words_around_columns()) or "False"
            draft.add(f"if not ({surely_safe}) and not all(map(is_plain, {files})): careful({files})")
        if not isinstance(container, Hole):
            ending = draft.bind("W", "." + extension(container))
            return f"[f + {ending} for f in {files}]"
        return f"[f + '.' + {draft.bind('X', _extension)}(e) for f, e in zip({files}, {whole(self.vectors, filled[('outputFormat',)])})]"

    def _file_names(self) -> str:
        plan = self.plan.file
        if plan is None:
            spec, names = self.plan.program.spec, self.plan.program.cell.names
            return f"list(map({self.vectors.draft.bind('D', lambda key: default_file(spec, key, names))}, k))"
        if (column := self._lone_column(plan)) is not None:
            return column
        if plan.pieces is not None and not plan.is_remembered:
            return self.joining.text(plan)
        return self._value(plan, self.values.file(plan))

    def _words_around_columns(self) -> list[str]:
        """The columns that a file name is made of, if it is safe whenever they are words of letters and digits; otherwise none."""
        plan, record = self.plan.file, self.vectors.record
        if plan is None or plan.is_remembered:
            return []
        column = lone_column(plan.scalar.bare)
        pieces = plan.pieces or () if column is None else (ColumnText(column),)
        names = [piece.name for piece in pieces if isinstance(piece, ColumnText)]
        if not all(isinstance(piece, ColumnText | Words) for piece in pieces) or not all(record.has(name) and record.field(name).is_plain for name in names):
            return []
        sample = "".join(piece.text if isinstance(piece, Words) else _SURELY_SAFE for piece in pieces)
        return names if is_plainly_safe(sample) else []


def _size(value: bytes) -> int:
    """The length of a text as JSON; -1 where it is no text, or omitted."""
    text = orjson.loads(value) if value else None
    return len(text) if isinstance(text, str) else -1


def _are_words(values: Sequence[str]) -> bool:
    joined, sizes = "".join(values), set(map(len, values))
    return joined.isascii() and joined.encode().isalnum() and min(sizes) >= len(_SURELY_SAFE) and max(sizes) <= _WORD_CHARACTERS_MAX


def _careful(files: Sequence[str]) -> None:
    """Refuses names that aren't safe, or that no file system can write: halves of surrogate pairs."""
    for file in files:
        if unsafe_because(file) is not None:
            raise NotPlainError
        file.encode()


def _extension(value: bytes) -> str:
    return extension(orjson.loads(value) if value else None)
