"""What all fixes have in common: which there are at all, and how a value, a key or a name is written anew."""

from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.base.location import Source
from specc.base.resources import data_folder
from specc.base.similar import similar
from specc.check.rule import Mend, Setting, quoted
from specc.syntax.resolve import Scalar
from specc.syntax.writing import rewritten


def mended(mend: Mend, fault: Fault, setting: Setting) -> Fix | None:
    """The fix of a fault, if there is one and its files are the user's."""
    fix = mend(fault, setting)
    return None if fix is None or any(_is_packaged(edit.span.source) for edit in fix.edits) else fix


def only_near(name: object, known: object) -> str | None:
    """What was meant, where just one of the known names is near, or one differs in case alone."""
    names = known if isinstance(known, list | tuple) else sorted(known) if isinstance(known, AbstractSet) else []
    near = similar(str(name), names)
    return near[0] if len(near) == 1 or (near and near[0].casefold() == str(name).casefold()) else None


def sole(near: object) -> str | None:
    """The one near name that a fault knows of, if it is just one."""
    return str(near[0]) if isinstance(near, list) and len(near) == 1 else None


def renaming(fault: Fault, setting: Setting, *, old: object, new: str | None) -> Fix | None:
    """Writes another name for a key that doesn't stand beside it yet."""
    fix = None if new is None or new in setting.siblings(fault.span) else rewriting(fault, setting, old=old, new=new)
    route = setting.route(fault.span)
    return fix if fix is None or route is None else replace(fix, claims=(fault.span.source.name, route[:-1], new))


def rewriting(fault: Fault, setting: Setting, *, old: object, new: Scalar, is_safe: bool = False) -> Fix | None:
    """Writes another value, or another name for a key, where the old one is written out; none where the new one isn't known. What an
    alias brings to several places may be right at the others."""
    edit = None if new is None else rewritten(fault.span, old, new)
    if edit is None:
        return None
    shown = new if type(new) is type(old) else edit.text  # what differs in its quotes alone is shown with them
    return Fix(f"write {quoted(shown)}", (edit,), is_safe and not setting.is_shared(fault.span))


def one(edit: Edit | None, message: str, *, is_safe: bool = False) -> Fix | None:
    """The fix of one edit, if there is one."""
    return None if edit is None else Fix(message, (edit,), is_safe)


def _is_packaged(source: Source) -> bool:
    return Path(source.name).is_relative_to(data_folder("templates"))
