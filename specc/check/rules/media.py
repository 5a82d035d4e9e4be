"""Files of one's own that parameters name: whether they are there, and whether they can be what they are named for."""

from collections.abc import Sequence

from specc.check.rule import Wording, did_you_mean, quoted

_UNIT_BYTES = 1024 * 1024


def missing_media(*, path: str, name: str, problem: str, near: Sequence[str] = ()) -> Wording:
    """A file that is to be heard or seen in the video can't be had.

    Where a parameter takes audio or an image, a path names a file of your
    own: from the spec's folder, in data too. It is uploaded when the video
    is made. An address has its `https://` in front; a name without folder
    or ending, such as `./intro`, needs the `./`.

    Bad:

        task:
          inputs: {background: ./ofice.gif}
          settings: {removeBackground: true}

    office.gif:

        GIF89a

    Good:

        task:
          inputs: {background: ./office.gif}
          settings: {removeBackground: true}

    Source: https://runware.ai/docs/platform/media-storage
    """
    return Wording(f"{quoted(path)} is {quoted(name)}, but {problem}", did_you_mean(near, "a path starts from the spec's folder, an address with https://"))


def unfit_media(*, path: str, name: str, wanted: str, problem: str, limit: int, size: int, format: str = "", **_facts: object) -> Wording:
    """A file is of the wrong kind, or may be too large.

    What a file is, its content tells, not its name. Files beyond 32 MB are
    only warned of: that limit is the vendor's whose engine makes the
    videos; the provider itself documents none.

    Bad:

        task:
          inputs: {background: ./office.gif}
          settings: {removeBackground: true}

    office.gif:

        ID3 is how many MP3 files begin

    Good:

        task:
          inputs: {background: ./office.gif}
          settings: {removeBackground: true}

    office.gif:

        GIF89a

    Source: https://developers.heygen.com/docs/upload-assets
    """
    if problem == "size":
        shown = f"{size / _UNIT_BYTES:,.1f} MB"
        return Wording(f"{quoted(name)} for {quoted(path)} has {shown}, which may be more than {limit / _UNIT_BYTES:,.0f} MB allow", "make it smaller, or give the address of one")
    found = "is empty" if not size else f"is {format}" if format else "is of no known format"
    return Wording(f"{quoted(name)} for {quoted(path)} {found}, expected {wanted}", "name another file, or convert it")
