"""Cells of a workbook come with the types that they have there."""

import io
import sys
import zipfile
from xml.sax.saxutils import escape

import pytest

from specc.audience.parts import Part, Reading
from specc.audience.readers import open_table, split_table
from specc.audience.row import BadRow, Row, UnreadableAudienceError, rows

_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="46"/></cellXfs></styleSheet>',
}


def written(*lines: str) -> bytes:
    """A workbook of cells such as `A1=text`, `B1:1=45000` (of a style), `C1:e=#N/A` (of a type), a line a row."""
    sheet = ""
    for line in lines:
        row = ""
        for cell in line.split("|"):
            place, _, value = cell.partition("=")
            name, _, kind = place.partition(":")
            if kind.isdigit():
                row += f'<c r="{name}" s="{kind}"><v>{value}</v></c>'
            elif kind:
                row += f'<c r="{name}" t="{kind}"><v>{value}</v></c>'
            else:
                row += f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        sheet += f'<row r="{line.partition("=")[0].partition(":")[0].lstrip("ABCDEFG")}">{row}</row>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{sheet}</sheetData></worksheet>')
    return target.getvalue()


def read(raw: bytes) -> list[Row | BadRow]:
    return list(rows(open_table(io.BytesIO(raw), Reading("x"), suffix=".xlsx")))


@pytest.mark.parametrize(("cell", "expected"), [
    ("B2=007", "007"), ("B2:n=7", 7), ("B2:n=7.5", 7.5), ("B2:n=1E+20", 1e20), ("B2:b=1", True), ("B2:1=45000", "2023-03-15"), ("B2:2=45000.5", "2023-03-15T12:00:00"),
    ("B2:3=1.25", "30:00:00"), ("B2= padded ", " padded "), ("B2=", None), ("B2:e=#N/A", None),
])  # fmt: skip
def test_cells_keep_their_types(cell: str, expected: object) -> None:
    (row,) = read(written("A1=id|B1=x", f"A2:n=1|{cell}"))
    assert isinstance(row, Row)
    assert repr(row.values) == repr({"id": 1, "x": expected})


def test_rows_know_their_place_in_the_sheet() -> None:
    found = read(written("B3=id|C3=name", "B4:n=1|C4=Ana", "B7:n=2", "B8:n=3|C8=Eve|D8=stray"))
    assert [(row.number, row.line) for row in found] == [(1, 4), (2, 7), (3, 8)]
    assert [row.rule if isinstance(row, BadRow) else list(row.values.values()) for row in found] == [[1, "Ana"], [2, None], "D107"]


@pytest.mark.parametrize(("raw", "told"), [
    (b"", "the file is damaged, or no .xlsx file"), (b"a,b\n1,2\n", "the file is damaged, or no .xlsx file"), (written("A1=a")[:300], "the file is damaged, or no .xlsx file"),
    (written("A1=a").replace(b"<sheetData>", b"<sheetDat>>"), "the file is damaged, or no .xlsx file"), (written(), "the first sheet is empty"), (written("A1=a|B1=a"), "the column `a` stands twice"),
])  # fmt: skip
def test_what_holds_for_the_whole_file(raw: bytes, told: str) -> None:
    with pytest.raises(UnreadableAudienceError) as caught:
        read(raw)
    assert told in str(caught.value)
    assert caught.value.help


def test_a_workbook_is_one_part() -> None:
    assert list(split_table(io.BytesIO(written("A1=a")), Reading("x"), suffix=".xlsx", count=4)) == [Part("x")]


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(UnreadableAudienceError, match=r"an \.xlsx file needs the 'data' extra"):
        read(written("A1=a"))
