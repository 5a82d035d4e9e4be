"""A plan as people and programs read it: within the terminal's width, and unknown where it isn't known."""

import json

import pytest
from rich.cells import cell_len

from specc.base.range import Range
from specc.compiler.task import Task
from specc.plan.budget import verdict
from specc.plan.difference import SpecDifference, Video
from specc.plan.estimate import Estimate
from specc.plan.forecast import Forecast, Planned
from specc.plan.lifecycle import State
from specc.plan.quote import Quotation
from specc.plan.receipt import Receipt
from specc.plan.steps import Action, Decision
from specc.report.forecast import Shown, render
from specc.report.forecast_json import render_json

KNOWN = Estimate(Range(8, 10, 14), Range(0.53, 0.67, 1.17), 1, "up to 1080p", "the upstream vendor's price list for the same engine: $0.0667 a second", "2026-11")
UNKNOWN = Estimate(None, None, unknown="no price is known for the model")


def item(key: str, action: Action, reason: str, estimate: Estimate | None = None, language: str = "en-US", model: str = "heygen:avatar@5", receipt: Receipt | None = None) -> Planned:
    task = Task("good", key, 1, {"language": language}, {"model": model}, f"{key} {language}", key, f"{language}/{key}.mp4")
    return Planned(task, Decision(action, reason), estimate, receipt)


def everything() -> Shown:
    found = Forecast("api.runware.ai")
    for each in (
        item("a", Action.MAKE, "new", KNOWN),
        item("b", Action.MAKE, "changed in speech.text", KNOWN),
        item("c", Action.MAKE, "new", UNKNOWN, model="other:model@1"),
        item("d", Action.RETRY, "failed before (timeout)", KNOWN, "es-ES"),
        item("e", Action.RESUME, "being made", None, "es-ES", receipt=Receipt("p", "e", 0, "u", State.ACCEPTED, reserved_usd=1.2)),
        item("f", Action.REUSE, "made before", None, "es-ES"),
        item("g", Action.BLOCKED, "failed before (safety)", None, "es-ES"),
    ):
        found.add(each)
    changes = SpecDifference("good")
    changes.change(Video("b", 2, {"language": "en-US"}, "en-US/b.mp4"), [("speech.text", "Hello Ben.", "Hello Bob.")], 3)
    changes.unchanged = 6
    found.changes["good"] = changes
    return Shown(found, ".specc/ledger.db", None, verdict(found.whole, 5))


def test_the_whole_of_it_at_80_columns() -> None:
    assert render(everything()) == """\
7 videos at api.runware.ai, as .specc/ledger.db knows them

  + 2 to make: new
      en-US/a.mp4, en-US/c.mp4
  + 1 to make: changed in speech.text
      en-US/b.mp4
  ~ 1 to try again: failed before (timeout)
      es-ES/d.mp4
  > 1 to go on with: being made
      es-ES/e.mp4
  = 1 to reuse: made before
  ! 1 blocked: failed before (safety)
      es-ES/g.mp4

  cell   videos  make  retry  resume  reuse  blocked       speech          price
  en-US       3     3      –       –      –        –  0:16–0:28+?  $1.06–$2.34+?
  es-ES       4     –      1       1      1        1    0:08–0:14    $0.53–$1.17

since the last run
  good: 1 changed, 6 unchanged
    ~ speech.text: 1 video
        b, language en-US: "Hello Ben." → "Hello Bob."

speech  0:30 expected, 0:24 to 0:42; unknown for 1 video
price   $2.01 expected, $1.59 to $3.51; unknown for 1 video, which comes on top
        heygen:avatar@5 up to 1080p (3 videos): the upstream vendor's price list
        for the same engine: $0.0667 a second, 2026-11
        other:model@1 (1 video): no price is known for the model
on top  1 video may still be charged, at most $1.20; not part of the price

3 to make, 1 to try again, 1 to go on with, 1 to reuse, 1 blocked: $1.59–$3.51,
  and 1 of unknown price
--max-cost $5.00 can't be held to: the price of 1 video is unknown, so a run
  refuses to begin
"""


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_lines_are_bounded(columns: int) -> None:
    found = Forecast("p")
    for number in range(30):
        found.add(item(f"k{number}", Action.MAKE, "changed in " + "speech.text, " * 20, KNOWN, f"language-{number}-{'x' * 50}"))
    lines = render(Shown(found), columns=columns).splitlines()
    assert max(map(cell_len, lines)) <= columns


def test_an_unknown_price_is_never_nothing() -> None:
    found = Forecast("p")
    found.add(item("a", Action.MAKE, "new", UNKNOWN))
    text = render(Shown(found))
    assert "price   unknown" in text
    assert text.endswith("1 to make: price unknown\n")
    assert "$" not in text
    summary = json.loads(render_json(Shown(found)))["summary"]
    assert (summary["price"], summary["seconds"], summary["unpriced"]) == (None, None, 1)


def test_nothing_to_do() -> None:
    found = Forecast("p")
    found.add(item("a", Action.REUSE, "made before"))
    assert render(Shown(found, "l.db")) == "1 video at p, as l.db knows them\n\n  = 1 to reuse: made before\n\nnothing to do\n"
    assert json.loads(render_json(Shown(found)))["summary"]["price"] == {"low": 0, "expected": 0, "high": 0}


def quoted(*prices: float | None) -> str:
    shown = everything()
    asked = Quotation()
    for usd in prices:
        asked.add(usd, KNOWN, "" if usd is not None else "the provider gives no price for it")
    return " ".join(render(Shown(shown.forecast, "", asked)).split())


def test_what_the_provider_asks_says_where_it_is_from() -> None:
    assert "asked the provider: $4.40 expected, $4.20 to $4.60, extrapolated from 2 videos of 4" in quoted(1.0, 1.2)
    assert "asked the provider: $4.00, for every video" in quoted(1.0, 1.0, 1.0, 1.0)
    assert "asked the provider gave no price: 2 videos without a price: the provider gives no price for it" in quoted(None, None)


def test_many_cells_are_told_by_language() -> None:
    found = Forecast("p")
    for number in range(60):
        each = item(f"k{number}", Action.MAKE, "new", KNOWN, ("en-US", "es-ES")[number % 2])
        each.task.cell["format"] = f"f{number}"  # type: ignore[index]
        found.add(each)
    assert "  language  videos  make" in render(Shown(found))
    assert len(json.loads(render_json(Shown(found)))["cells"]) == 60


def test_programs_read_version_1() -> None:
    document = json.loads(render_json(everything()))
    assert document["version"] == 1
    assert document["summary"] | {"price": 0, "seconds": 0} == {"videos": 7, "files": 7, "make": 3, "reuse": 1, "resume": 1, "retry": 1, "blocked": 1, "price": 0, "unpriced": 1, "seconds": 0, "unmeasured": 1}
    assert document["max_cost"] == {"limit_usd": 5, "most_usd": None, "is_enough": False}
    assert document["cells"][0]["cell"] == {"language": "en-US"}
    assert document["changes"][0]["fields"][0]["field"] == "speech.text"


def test_colours_are_for_terminals() -> None:
    assert "\x1b[" in render(everything(), is_coloured=True)
    assert "\x1b[" not in render(everything())
