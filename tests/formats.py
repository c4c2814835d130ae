"""Articles as files of every format, made by the libraries that write them; what the tests of reading share."""

import gzip
import html
import io
import json
import quopri
from collections.abc import Mapping, Sequence
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from pathlib import Path
from typing import Any

import docx
import matplotlib
import zstandard
from fpdf import FPDF
from PIL import Image
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

REPORTS = Path(__file__).parent.parent / "data" / "reports"
FONT = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
WHEN = "2021-03-05T01:02:03Z"

Table = Sequence[Sequence[str]]


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def as_html(text: str, *, head: str = "", before: str = "", after: str = "", table: Table = ()) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in table)
    body = "".join(f"<p>{html.escape(line)}</p>\n" for line in paragraphs(text)) + (f"<table>{rows}</table>" if rows else "")
    page = (
        f'<!doctype html><html><head><meta charset="utf-8">{head}</head><body>{before}<div class="post">{body}</div>{after}</body></html>'
    )
    return page.encode()


def as_mhtml(page: bytes, url: str) -> bytes:
    """A page as Chrome saves it in one file, with a picture behind it."""
    message = MIMEMultipart("related", type="text/html", boundary="----MultipartBoundary--x----")
    message["Snapshot-Content-Location"] = url
    message["Date"] = "Mon, 28 Dec 2020 10:00:00 -0000"
    part = MIMENonMultipart("text", "html")
    part.set_payload(quopri.encodestring(page))
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part["Content-Location"] = url
    message.attach(part)
    message.attach(MIMEImage(b"\x89PNG", "png"))
    return b"From: <Saved by Blink>\n" + message.as_bytes()


class _Pdf(FPDF):
    running = ""

    def header(self) -> None:
        if self.running:
            self.set_font("D", size=8)
            self.cell(0, 8, self.running, new_x="LMARGIN", new_y="NEXT")
            self.set_font("D", size=10)

    def footer(self) -> None:
        if self.running:
            self.set_y(-15)
            self.set_font("D", size=8)
            self.cell(0, 8, f"Trang {self.page_no()}", align="C")
            self.set_font("D", size=10)


def as_pdf(
    text: str,
    *,
    table: Table = (),
    columns: int = 1,
    align: str = "J",
    ruled: bool = True,
    running: str = "",
    title: str = "",
    password: str = "",
) -> bytes:
    pdf = _Pdf()
    pdf.running = running
    pdf.add_font("D", "", FONT)
    pdf.set_font("D", size=10)
    if title:
        pdf.set_title(title)
    pdf.add_page()
    if columns > 1:
        with pdf.text_columns(ncols=columns, gutter=8, text_align=align) as area:
            for line in paragraphs(text):
                with area.paragraph(bottom_margin=3) as paragraph:
                    paragraph.write(line)
    else:
        for line in paragraphs(text):
            pdf.multi_cell(0, 6, line, align=align, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
    if table:
        with pdf.table(first_row_as_headings=False, borders_layout="ALL" if ruled else "NONE") as grid:
            for row in table:
                grid.row(row)
    if password:
        pdf.set_encryption(owner_password=password, user_password=password)
    return bytes(pdf.output())


def as_printed(*lines: tuple[float, float, str], picture: bool = False, size: float = 10) -> bytes:
    """A page on which each line stands where it is said, in millimetres, over a picture of the whole page or none."""
    pdf = FPDF()
    pdf.add_font("D", "", FONT)
    pdf.add_page()
    if picture:
        pdf.image(Image.new("L", (210, 297), 200), 0, 0, 210, 297)
    pdf.set_font("D", size=size)
    for x, y, line in lines:
        pdf.text(x, y, line)
    return bytes(pdf.output())


def as_docx(text: str, *, table: Table = (), title: str = "") -> bytes:
    document = docx.Document()
    document.core_properties.title = title
    for line in paragraphs(text):
        document.add_paragraph(line)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, value in zip(row.cells, cells, strict=True):
                cell.text = value
    found = io.BytesIO()
    document.save(found)
    return found.getvalue()


def as_jsonl(*lines: Mapping[str, object] | str) -> bytes:
    return "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines).encode()


def as_warc(*records: tuple[str, str, bytes], packed: bool = False, status: str = "200 OK") -> bytes:
    """Records of address, content type and content, with what else a crawler writes around them."""
    found = io.BytesIO()
    writer = WARCWriter(found, gzip=packed)

    def put(record: Any) -> None:
        writer.write_record(record)
        # It leaves this open.
        record.raw_stream.close()

    put(writer.create_warcinfo_record("crawl.warc", {"software": "Wget/1.21"}))
    for url, kind, data in records:
        headers = StatusAndHeaders(status, [("Content-Type", kind), ("Content-Length", str(len(data)))], protocol="HTTP/1.1")
        about = {"WARC-Date": WHEN, "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000000>"}
        put(writer.create_warc_record(url, "request", payload=io.BytesIO(b"GET / HTTP/1.1\r\n\r\n"), warc_headers_dict=about))
        put(writer.create_warc_record(url, "response", payload=io.BytesIO(data), http_headers=headers, warc_headers_dict=about))
    return found.getvalue()


def as_gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def as_zst(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def every(text: str) -> dict[str, bytes]:
    """One article in every format, by the name of its file."""
    page = as_html(text)
    single = {
        "a.txt": text.encode(),
        "b.html": page,
        "c.pdf": as_pdf(text),
        "d.docx": as_docx(text),
        "e.jsonl": as_jsonl({"id": "e", "text": text}),
        "f.warc": as_warc(("https://bao.vn/tin/1.html", "text/html; charset=utf-8", page)),
        "g.mhtml": as_mhtml(page, "https://bao.vn/tin/1.html"),
    }
    for packed, pack in ((".gz", as_gz), (".zst", as_zst)):
        for name, data in list(single.items()):
            if name.count(".") == 1:
                data = data.replace(b'"id": "e"', f'"id": "e{packed}"'.encode())
                single[f"{name[0]}{packed[1:]}{name[1:]}{packed}"] = pack(data)
    return single
