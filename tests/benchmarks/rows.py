"""specc beside the good naive way, on the same specs and data, in one run: `rows.py [ROWS] [NAIVE_ROWS]`.

Good naive: one compiled Jinja template for the whole YAML text, PyYAML's C loader, one reused jsonschema validator, json.dumps; `task only`
is the same for the part of the text below `task:` alone. Figures are rows per second of processor time of whole processes, start-up taken
off for the naive one (its rows are fewer); all are measured in turn, and the best of three rounds counts. What counts is the ratio.
"""

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ["id", "first_name", "last_name", "company", "city", "plan", "voice", "language", "speed", "width", "height", "background", "caption"]
PADDING = "We are glad that you are here, and this is what you can do with it today. " * 5
HEAD = """\
specc: 1
name: bench
model: heygen:avatar@5
audience:
  from: rows.csv
  key: id
  columns: {speed: {type: number}, width: {type: integer}, height: {type: integer}, caption: {type: boolean}}
"""
TASK = """\
task:
  width: "{{ row.width }}"
  height: "{{ row.height }}"
  inputs: {avatar: woman_business_office}
  speech:
    voice: "{{ row.voice }}"
    language: "{{ row.language }}"
    speed: "{{ row.speed }}"
    text: |-
TEXT
  settings: {removeBackground: true, backgroundColor: "{{ row.background }}", caption: "{{ row.caption }}"}
output:
  file: "{{ row.id }}"
"""
TEXTS = {
    "plain": f"""\
      Hello {{{{ row.first_name }}}} {{{{ row.last_name }}}} from {{{{ row.company }}}} in {{{{ row.city }}}}. {PADDING}
      Your plan is {{{{ row.plan }}}}. See you soon, {{{{ row.first_name }}}}!
""",
    "logic": f"""\
      Hello {{{{ row.first_name | title }}}} {{{{ row.last_name }}}} from {{{{ row.company }}}}. {PADDING}
      Well: {{% if row.plan == 'pro' %}}Your canvas is {{{{ row.width | number(locale=row.language) }}}} wide.{{% else %}}Have a look at pro.{{% endif %}} See you, {{{{ row.first_name }}}}!
""",
    "full": f"""\
      Well: {{% from "said.j2" import greeting %}}{{{{ greeting(row.first_name, row.last_name) }}}} {PADDING}
      About {{% for word in (row.company, row.city, row.plan) %}}{{{{ loop.index }}}}: {{{{ word }}}}{{% if not loop.last %}}, {{% endif %}}{{% endfor %}}. {{% include "closing.j2" %}}
""",
}
PARTIALS = {
    "said.j2": "{% macro greeting(first, last) %}Hello {{ first }} {{ last }}, how are you?{% endmacro %}",
    "closing.j2": "See you soon, {{ row.first_name }} of {{ row.city }}!",
}


def main() -> None:
    given = [int(text) for text in sys.argv[1:3]]
    rows, naive_rows = (*given, *(500_000, 4_000)[len(given) :])
    with tempfile.TemporaryDirectory(prefix="specc-bench-") as name:
        folder = Path(name)
        print(f"{'spec':<22}{'naive rows/s':>14}{'task only':>11}{'specc rows/s':>14}{'ratio':>8}{'task only':>11}{'peak MB':>9}")
        compiling = ("compile", "bench.video.yaml", "--format", "jsonl", "-o", "out.jsonl")
        for text, ids in (("plain", 0), ("plain", 1), ("logic", 0), ("full", 0)):
            make(folder, TEXTS[text], rows, has_ids=bool(ids))
            naively = partial(naive_speed, folder, naive_rows, has_numbers="number" in TEXTS[text])
            whole, part, (speed, peak) = best(partial(naively, is_whole=True), partial(naively, is_whole=False), partial(specc_speed, folder, rows, *compiling))
            label = text + (" with id lists" if ids else "")
            print(f"{label:<22}{whole:>14,.0f}{part:>11,.0f}{speed:>14,.0f}{speed / whole:>8.1f}{speed / part:>11.1f}{peak:>9.0f}", flush=True)
        make(folder, TEXTS["plain"], rows, has_ids=False)
        (base, _), (speed, peak) = best(partial(specc_speed, folder, rows, *compiling), partial(specc_speed, folder, rows, "lint", "bench.video.yaml"))
        print(f"{'lint, by compile':<22}{base:>14,.0f}{'':>11}{speed:>14,.0f}{speed / base:>8.2f}{'':>11}{peak:>9.0f}", flush=True)
        one, two = best(*(partial(wall_speed, folder, rows, *compiling, "--jobs", jobs) for jobs in ("1", "2")))
        print(f"{'two processes, by one':<22}{one:>14,.0f}{'':>11}{two:>14,.0f}{two / one:>8.2f}   (wall clock)", flush=True)


def best(*measures: Callable[[], Any]) -> tuple[Any, ...]:
    """The best of each in three rounds, all of them in turn: what else the machine does strikes them alike."""
    rounds = [[measure() for measure in measures] for _ in range(3)]
    return tuple(map(max, zip(*rounds, strict=True)))


def make(folder: Path, text: str, rows: int, *, has_ids: bool) -> None:
    """The spec, its partials and its data; a schema with full id lists and a table of canvases, as after a pull, if `has_ids`."""
    random.seed(7)
    voices = [f"voice{number}_female_multilingual" for number in range(2300)] if has_ids else ["jenny_female_english"]
    languages = [f"{chr(97 + number % 26)}{chr(97 + number // 26)}-US" for number in range(184)] + ["en-US", "es-ES"]
    (folder / "bench.video.yaml").write_text(HEAD + TASK.replace("TEXT\n", text), encoding="utf-8")
    (folder / "pyproject.toml").write_text("", encoding="utf-8")
    for name, body in PARTIALS.items():
        (folder / name).write_text(body, encoding="utf-8")
    (folder / "models").mkdir(exist_ok=True)
    schema_file = folder / "models" / "heygen-avatar-5.schema.json"
    schema_file.unlink(missing_ok=True)
    schema = json.loads((ROOT / "schemas" / "models" / "heygen-avatar-5.schema.json").read_bytes())
    if has_ids:
        speech, inputs = schema["properties"]["speech"]["properties"], schema["properties"]["inputs"]["properties"]
        speech["voice"]["enum"], speech["language"]["enum"] = ["auto", *voices], languages
        inputs["avatar"]["enum"] = [*(f"avatar{number}" for number in range(499)), "woman_business_office"]
        canvases = [{"properties": {"width": {"const": width}, "height": {"const": height}}} for width, height in ((1280, 720), (1920, 1080), (3840, 2160), (1080, 1920))]
        schema["allOf"].append({"if": {"required": ["width", "height"]}, "then": {"anyOf": canvases}})
        schema_file.write_text(json.dumps(schema), encoding="utf-8")
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    with (folder / "rows.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for number in range(rows):
            name = ("Amara", "José", "李雷", "Zoë", "Ben", "Carla", "Dmitri", "Эмма")[number % 8]
            language = random.choice(languages) if has_ids else ("en-US", "es-ES")[number % 2]
            voice = random.choice(voices) if has_ids or language == "en-US" else "auto"
            writer.writerow([f"c{number}", name, f"Name {number}", f"Fjord {number % 900} AS", ("Oslo", "Köln", "Porto")[number % 3], ("free", "pro")[number % 2], voice, language, f"1.{number % 50:02d}", 1920, 1080, f"#{number % 4096:03x}", ("true", "false")[number % 2]])


def wall_speed(folder: Path, rows: int, *arguments: str) -> float:
    """Rows per second by the clock."""
    (folder / "out.jsonl").unlink(missing_ok=True)  # which takes longer the larger it is
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "specc", *arguments], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True)
    return rows / (time.perf_counter() - start)


def specc_speed(folder: Path, rows: int, *arguments: str) -> tuple[float, float]:
    """Rows per second of a whole process, and its peak memory in megabytes."""
    command = ["/usr/bin/time", "-f", "%M", sys.executable, "-m", "specc", *arguments]
    start = cpu_of_children()
    done = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    took = cpu_of_children() - start
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    return rows / took, int(done.stderr.split()[-1]) / 1024


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def naive_speed(folder: Path, rows: int, *, has_numbers: bool, is_whole: bool) -> float:
    command = [sys.executable, __file__, "--naive", str(folder), str(rows), str(int(has_numbers)), str(int(is_whole))]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def naive(folder: Path, rows: int, *, has_numbers: bool, is_whole: bool) -> None:
    """The good naive way, over the first rows. Prints rows per second."""
    import jinja2
    import yaml
    from jsonschema import Draft202012Validator

    environment = jinja2.Environment(trim_blocks=True, lstrip_blocks=True, loader=jinja2.FileSystemLoader(folder))
    if has_numbers:
        from babel.numbers import format_decimal

        environment.filters["number"] = lambda value, locale: format_decimal(float(value), locale=locale.replace("-", "_"))
    text = (folder / "bench.video.yaml").read_text(encoding="utf-8")
    for name in ("width", "height", "speed", "caption"):
        text = text.replace(f'"{{{{ row.{name} }}}}"', f"{{{{ row.{name} }}}}")  # so that YAML gives them their types
    template = environment.from_string(text if is_whole else text[text.index("task:") :])
    validator = Draft202012Validator(json.loads((folder / "schema.json").read_bytes()))
    with (folder / "rows.csv").open(newline="", encoding="utf-8") as stream, (folder / "naive.jsonl").open("w", encoding="utf-8") as out:
        import uuid

        reader = csv.DictReader(stream)
        start = time.process_time()
        for number, row in enumerate(reader):
            if number == rows:
                break
            payload = yaml.load(template.render(row=row), Loader=yaml.CSafeLoader)["task"]
            payload |= {"taskType": "videoInference", "taskUUID": str(uuid.uuid4()), "model": "heygen:avatar@5"}
            wrong = [error for error in validator.iter_errors(payload) if error.validator != "multipleOf"]  # which the library gets wrong
            assert not wrong, wrong
            out.write(json.dumps(payload, ensure_ascii=False) + "\n")
    print(min(rows, number + 1) / (time.process_time() - start))


if sys.argv[1:2] == ["--naive"]:
    naive(Path(sys.argv[2]), int(sys.argv[3]), has_numbers=sys.argv[4] == "1", is_whole=sys.argv[5] == "1")
else:
    main()
