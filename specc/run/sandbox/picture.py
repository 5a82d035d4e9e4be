"""The pictures of a video: scene, presenter, labels and captions. Each distinct one is drawn once."""

import textwrap
from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageColor, ImageDraw

from specc.run.sandbox.figure import figures, looks
from specc.run.sandbox.lettering import legible
from specc.run.sandbox.scene import Scene, stable_number

Color = tuple[int, int, int]

_SCENES = ("#dbe5ee", "#e9e1d6", "#dfe8df", "#e6dfea")
_MARK = "specc sandbox"
_DARK, _LIGHT = (24, 28, 36), (255, 255, 255)
_MIDDLE_GREY = 128
_CAPTION_LINES_MAX = 3
_PICTURES_KEPT = 64


def painter(scene: Scene) -> Callable[[int, str], Image.Image]:
    """A function from a mouth and a caption to the picture that shows them."""
    stages = _stages(scene)

    @lru_cache(maxsize=_PICTURES_KEPT)
    def picture(mouth: int, caption: str) -> Image.Image:
        if not caption:
            return stages[mouth]
        painted = stages[mouth].copy()
        _draw_caption(painted, caption)
        return painted

    return picture


def background(scene: Scene) -> Color:
    color = scene.background or _SCENES[stable_number("scene", scene.avatar) % len(_SCENES)]
    red, green, blue = ImageColor.getrgb(color)[:3]
    return red, green, blue


def _stages(scene: Scene) -> list[Image.Image]:
    empty = Image.new("RGB", (scene.width, scene.height), background(scene))
    share = 1.0 if scene.is_close else 0.86
    side = round(min(scene.height * share, scene.width * (1.25 if scene.is_close else 1.0)))
    place = ((scene.width - side) // 2, scene.height - side)
    person = looks(scene.avatar, variant=scene.variant)
    stages = [_stood(empty, figure, place) for figure in figures(person, side=side)]
    for stage in stages:
        _draw_labels(stage, scene)
    return stages


def _stood(empty: Image.Image, figure: Image.Image, place: tuple[int, int]) -> Image.Image:
    stage = empty.copy()
    stage.paste(figure, place, figure)
    return stage


def _draw_labels(stage: Image.Image, scene: Scene) -> None:
    draw = ImageDraw.Draw(stage)
    unit = min(stage.width, stage.height) // 36 or 1
    ink = _ink(background(scene))
    size = _fitting(scene.avatar, unit * 2, width=stage.width - 4 * unit)
    name, font = legible(scene.avatar, size)
    draw.text((unit * 2, unit * 2), name, fill=ink, font=font)
    spoken = " · ".join(part for part in (scene.language, scene.voice) if part)
    line, small = legible(spoken, _fitting(spoken, round(unit * 1.3), width=stage.width - 4 * unit))
    draw.text((unit * 2, unit * 2 + round(size * 1.5)), line, fill=ink, font=small)
    mark, tiny = legible(_MARK, unit)
    # it may lie on the figure's clothes: an outline keeps it readable there
    paper = _LIGHT if ink == _DARK else _DARK
    place = (stage.width - unit, stage.height - unit)
    draw.text(place, mark, fill=ink, font=tiny, anchor="rs", stroke_width=max(unit // 12, 1), stroke_fill=paper)


def _draw_caption(stage: Image.Image, caption: str) -> None:
    size = max(min(stage.width, stage.height) // 18, 8)
    text, font = legible(caption, size)
    fitting = max(int(stage.width * 0.88 / max(font.getlength(text) / len(text), 1)), 1)
    lines = "\n".join(textwrap.wrap(text, fitting)[:_CAPTION_LINES_MAX])
    draw = ImageDraw.Draw(stage, "RGBA")
    anchor = stage.width / 2, stage.height * 0.93
    box = draw.multiline_textbbox(anchor, lines, font=font, anchor="md", align="center")
    pad = size * 0.45
    draw.rounded_rectangle((box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad), size // 3, fill=(12, 14, 20, 190))
    draw.multiline_text(anchor, lines, fill=_LIGHT, font=font, anchor="md", align="center")


def _fitting(text: str, size: int, *, width: int) -> int:
    """The size, made smaller where the text would be wider than the canvas; a letter is about 0.6 of it wide."""
    return max(min(size, int(width / (0.6 * max(len(text), 1)))), 6)


def _ink(behind: Color) -> Color:
    red, green, blue = behind
    return _DARK if 0.299 * red + 0.587 * green + 0.114 * blue > _MIDDLE_GREY else _LIGHT
