"""The presenter: head and shoulders of a simple figure, whose looks follow from the avatar's name."""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from specc.run.sandbox.scene import stable_number

MOUTHS = 3
"""From closed to open."""

_SIDE = 1000
_SKINS = ("#f6d3ba", "#e8b894", "#c98d66", "#9a6446", "#6b4430")
_HAIRS = ("#2b2220", "#4a2f22", "#7a4a2a", "#b98a4b", "#8d8d92", "#1c1f2a")
_SHIRTS = ("#23395b", "#7b2d26", "#2f5d50", "#5b4b8a", "#b5651d", "#374151")
_LIP, _MOUTH, _TEETH, _WHITE, _INK = "#a8554f", "#5a1f24", "#fbf7f2", "#ffffff", "#2a2320"


@dataclass(frozen=True, slots=True)
class Looks:
    skin: str
    hair: str
    shirt: str
    is_long_haired: bool


def looks(avatar: str, *, variant: int) -> Looks:
    """The person follows from the avatar alone, so that it is the same one in every video; the clothes may change."""
    person = stable_number("person", avatar)
    return Looks(
        skin=_SKINS[person % len(_SKINS)],
        hair=_HAIRS[person // 7 % len(_HAIRS)],
        shirt=_SHIRTS[(person // 53 + variant) % len(_SHIRTS)],
        is_long_haired=person // 401 % 2 == 0,
    )


def figures(person: Looks, *, side: int) -> list[Image.Image]:
    """A square transparent picture for each mouth, the figure standing on its lower edge."""
    body = Image.new("RGBA", (_SIDE, _SIDE), (*_shade(person.shirt, 1.0), 0))
    draw = ImageDraw.Draw(body)
    _draw_body(draw, person)
    _draw_head(draw, person)
    return [_with_mouth(body, mouth).resize((side, side), Image.Resampling.LANCZOS) for mouth in range(MOUTHS)]


def _draw_body(draw: ImageDraw.ImageDraw, person: Looks) -> None:
    if person.is_long_haired:
        draw.rounded_rectangle((298, 180, 702, 690), 190, fill=person.hair)
    draw.rounded_rectangle((120, 690, 880, 1300), 250, fill=person.shirt)
    draw.rounded_rectangle((425, 520, 575, 780), 70, fill=_shade(person.skin, 0.88))
    draw.polygon(
        [(405, 690), (500, 830), (595, 690), (640, 690), (500, 900), (360, 690)], fill=_shade(person.shirt, 0.72)
    )
    draw.polygon([(425, 690), (575, 690), (500, 812)], fill=_shade(person.skin, 0.88))


def _draw_head(draw: ImageDraw.ImageDraw, person: Looks) -> None:
    for left in (308, 632):
        draw.ellipse((left, 370, left + 60, 460), fill=_shade(person.skin, 0.92))
    draw.ellipse((318, 130, 682, 560), fill=person.hair)
    draw.ellipse((325, 232, 675, 620), fill=person.skin)
    for x in (430, 570):
        draw.ellipse((x - 34, 362, x + 34, 404), fill=_WHITE)
        draw.ellipse((x - 17, 364, x + 17, 402), fill=_INK)
        draw.ellipse((x - 2, 370, x + 9, 381), fill=_WHITE)
        draw.arc((x - 48, 322, x + 48, 382), 205, 335, fill=person.hair, width=11)
    draw.arc((470, 400, 530, 470), 20, 160, fill=_shade(person.skin, 0.78), width=8)


def _with_mouth(body: Image.Image, mouth: int) -> Image.Image:
    picture = body.copy()
    draw = ImageDraw.Draw(picture)
    if mouth == 0:
        draw.arc((442, 462, 558, 540), 20, 160, fill=_LIP, width=11)
        return picture
    drop = 22 * mouth
    draw.ellipse((448, 512 - drop // 2, 552, 526 + drop), fill=_MOUTH, outline=_LIP, width=8)
    draw.rounded_rectangle((470, 520 - drop // 2, 530, 526 - drop // 4), 5, fill=_TEETH)
    return picture


def _shade(color: str, factor: float) -> tuple[int, int, int]:
    red, green, blue = (int(color[start : start + 2], 16) for start in (1, 3, 5))
    return round(red * factor), round(green * factor), round(blue * factor)
