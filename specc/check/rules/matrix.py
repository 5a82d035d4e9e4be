"""M: matrix, languages and cells."""

from specc.check.rule import Wording, did_you_mean, quoted


def empty_axis(*, axis: str) -> Wording:
    """An axis without elements makes no video at all.

    Videos are the product of languages and axes, and a product with an
    empty part is empty. specc goes on as if the axis weren't there, to find
    what else is wrong.

    Bad:

        languages: {}
        task:
          speech: {language: "{{ language.code }}"}

    Good:

        languages: [en-US]
        task:
          speech: {language: "{{ language.code }}"}

    Source: the spec language: a cell is one language with one element of every axis
    """
    return Wording(f"the axis {quoted(axis)} has no elements", "give it at least one, or remove it")


def duplicate_cell(*, axis: str, name: str) -> Wording:
    """An axis has the same element twice.

    Every video of that element would be made twice, under the same name.

    Bad:

        languages: [en-US, en-GB, en-US]
        task:
          speech: {language: "{{ language.code }}"}

    Good:

        languages: [en-US, en-GB]
        task:
          speech: {language: "{{ language.code }}"}

    Source: the spec language: a cell is one language with one element of every axis
    """
    return Wording(f"{quoted(name)} stands twice on the axis {quoted(axis)}", "remove one: each video would be made twice")


def idle_exclude(*, rule: str, near: list[str]) -> Wording:
    """An `exclude` or `include` that matches no cell.

    A misspelled element excludes nothing: the video that was to be left out
    is made and paid for.

    Bad:

        languages: [en-US, es-ES]
        matrix:
          shape: [wide, tall]
          exclude: [{language: es-ES, shape: tal}]
        output:
          file: "{{ language.code }}-{{ matrix.shape }}"

    Good:

        languages: [en-US, es-ES]
        matrix:
          shape: [wide, tall]
          exclude: [{language: es-ES, shape: tall}]
        output:
          file: "{{ language.code }}-{{ matrix.shape }}"

    Source: the spec language: `exclude` and `include` name axes and elements
    """
    return Wording(f"this `{rule}` matches no cell", did_you_mean(near, "name axes and elements as they are written above"))


def too_many_cells(*, count: int, limit: int, sizes: dict[str, int]) -> Wording:
    """Languages and axes multiply to more cells than a spec may have.

    Axes multiply quickly, and every cell is a video for every row. What
    varies by person belongs into an audience, which has no such bound.

    Bad:

        matrix:
          intro: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
          tone: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
          scene: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
          offer: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
          shape: [wide, tall]
        task:
          speech: {text: "Hello from intro {{ matrix.intro }}, {{ matrix.shape }}."}

    Good:

        matrix:
          intro: [0, 1, 2]
          shape: [wide, tall]
        task:
          speech: {text: "Hello from intro {{ matrix.intro }}, {{ matrix.shape }}."}

    Source: the spec language: a cell is one language with one element of every axis
    """
    product = " × ".join(f"{size:,} {axis}" for axis, size in sizes.items())
    return Wording(f"{count:,} cells ({product}), at most {limit:,}", "put what varies by person into an audience, or split the spec")


def never_made(*, reason: str) -> Wording:
    """The spec makes no video.

    `when`, `where`, `exclude` or the data leave nothing to make. A run would
    end at once and look as if all were done.

    Bad:

        languages: [en-US, es-ES]
        when: language.code == 'en'

    Good:

        languages: [en-US, es-ES]
        when: language.code == 'en-US'

    Source: the spec language: `when` and `audience.where` leave videos out
    """
    return Wording(f"no video is made: {reason}", "loosen the condition, or remove what is never made")


def colliding_files(*, file: str, first: str, second: str) -> Wording:
    """Two different videos would be written to the same file.

    The second would overwrite the first, and both are paid for. Names that
    differ in case only count as the same, as on Windows and macOS. Videos
    with the same content may share a file: they are made once.

    Bad:

        languages: [en-US, en-GB]
        task:
          speech: {language: "{{ language.code }}"}
        output:
          file: welcome

    Good:

        languages: [en-US, en-GB]
        task:
          speech: {language: "{{ language.code }}"}
        output:
          file: welcome-{{ language.code }}

    Source: the spec language: `output.file` names each video
    """
    return Wording(f"two videos are written to {quoted(file)}: {first} and {second}", "use the row's key and the name of every axis in `output.file`")


def unsafe_file(*, file: str, reason: str) -> Wording:
    """An output file name leaves its folder, or some systems refuse it.

    A row could otherwise write anywhere, and a video that has been paid for
    could not be saved.

    Bad:

        output:
          file: ../welcome

    Good:

        output:
          file: videos/welcome

    Source: https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
    """
    return Wording(f"the file name {quoted(file)} {reason}", "use a relative path of plain names with `/` between them")


def doubled_ending(*, ending: str) -> Wording:
    """The name of a file has an ending, and gets another one.

    `output.file` is the name without its ending, which comes from the
    video's format: `welcome.mp4` would be written to `welcome.mp4.mp4`, and
    its subtitles to `welcome.mp4.srt`.

    Bad:

        output:
          file: videos/welcome.mp4

    Good:

        output:
          file: videos/welcome

    Source: the spec language: the ending comes from `outputFormat`
    """
    return Wording(f"`output.file` ends in {quoted(ending)}, and the ending of its format is added to that", "leave it out: it comes from `outputFormat`")
