"""Writes what the benchmarks read: `make_data.py FOLDER [ROWS] [SPECS]`. The same arguments give the same bytes."""

import csv
import sys
from pathlib import Path

SPEC = """\
specc: 1
name: bench
model: heygen:avatar@5
audience:
  from: rows.csv
  key: id
  columns: {speed: {type: number}, width: {type: integer}, height: {type: integer}, caption: {type: boolean}}
task:
  width: "{{ row.width }}"
  height: "{{ row.height }}"
  inputs: {avatar: woman_business_office}
  speech:
    voice: "{{ row.voice }}"
    language: "{{ row.language }}"
    speed: "{{ row.speed }}"
    text: |-
      Hello {{ row.first_name }} {{ row.last_name }} from {{ row.company }} in {{ row.city }}. PADDING
      Your plan is {{ row.plan }}. See you soon, {{ row.first_name }}!
  settings: {removeBackground: true, backgroundColor: "{{ row.background }}", caption: "{{ row.caption }}"}
output:
  file: "{{ row.id }}"
""".replace("PADDING", "We are glad that you are here, and this is what you can do with it today. " * 5)
COLUMNS = ["id", "first_name", "last_name", "company", "city", "plan", "voice", "language", "speed", "width", "height", "background", "caption"]
LONE = """\
specc: 1
name: spec-{number}
model: heygen:avatar@5
vars: {{product: Acme {number}}}
languages:
  en-US: {{hello: Hello}}
  es-ES: {{hello: Hola}}
task:
  width: 1280
  height: 720
  inputs: {{avatar: woman_business_office}}
  speech:
    voice: jenny_female_english
    language: "{{{{ language.code }}}}"
    speed: 1.0{digit}
    text: "{{{{ language.hello }}}}, welcome to {{{{ vars.product }}}}."
"""


def main() -> None:
    folder = Path(sys.argv[1])
    rows, specs = (int(text) for text in (sys.argv[2:4] if len(sys.argv) > 3 else ("100000", "1000")))
    (folder / "rows").mkdir(parents=True, exist_ok=True)
    (folder / "rows" / "bench.video.yaml").write_text(SPEC, encoding="utf-8")
    with (folder / "rows" / "rows.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for number in range(rows):
            name = ("Amara", "José", "李雷", "Zoë")[number % 4]
            writer.writerow([f"c{number}", name, f"Name {number}", "Fjord AS", ("Oslo", "Köln")[number % 2], ("free", "pro")[number % 2], "jenny_female_english", ("en-US", "es-ES")[number % 2], f"1.{number % 50:02d}", 1920, 1080, f"#{number % 4096:03x}", ("true", "false")[number % 2]])
    (folder / "specs").mkdir(exist_ok=True)
    for number in range(specs):
        (folder / "specs" / f"s{number}.video.yaml").write_text(LONE.format(number=number, digit=number % 10), encoding="utf-8")


main()
