"""The missing half of a size, from the shape that the project's other specs agree on."""

from collections.abc import Iterator
from fractions import Fraction

from specc.base.fault import Fault
from specc.base.fix import Fix
from specc.check.mending.fixing import one
from specc.check.rule import Setting
from specc.syntax.document import Document
from specc.syntax.insertion import insertion

_OTHER = {"width": "height", "height": "width"}


def complete_size(fault: Fault, setting: Setting) -> Fix | None:
    """A guess: another shape may be meant here. None where the others differ, or the half would be no whole number."""
    document = setting.document
    route = setting.route(fault.span)
    given = document.get(route) if route is not None else None
    if route is None or route[-1] not in _OTHER or not isinstance(given, int) or isinstance(given, bool):
        return None
    shapes = {shape for other in setting.others() for shape in _shapes(other)}
    if len(shapes) != 1:
        return None
    name, shape = str(route[-1]), next(iter(shapes))
    size = given / shape if name == "width" else given * shape
    if size.denominator != 1:
        return None
    edit = insertion(document, (*route[:-1], _OTHER[name]), int(size), after=name)
    return one(edit, f"add `{_OTHER[name]}: {int(size)}`, the shape of the other specs")


def _shapes(document: Document) -> Iterator[Fraction]:
    """The width by the height of every size that a spec writes out, in its task or in a cell."""
    for route in document.places:
        width, height = document.get((*route[:-1], "width")), document.get((*route[:-1], "height"))
        if route[-1:] == ("width",) and isinstance(width, int) and isinstance(height, int) and width > 0 and height > 0:
            yield Fraction(width, height)
