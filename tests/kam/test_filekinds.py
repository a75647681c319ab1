"""What may be attached is told by the content."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from kam.lib.filekinds import KINDS, FileRefused, clean_name, kind_of

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
MAIL = b"From: ms.li@example.com\nDate: Mon, 1 Jun 2026 10:00:00 +0000\nSubject: Budget\n\nYes.\n"


def picture(kind: str) -> bytes:
    """A picture of one pixel."""
    stream = io.BytesIO()
    Image.new("RGB", (1, 1)).save(stream, kind)
    return stream.getvalue()


def archive(*names: str, mimetype: str = "", link: str = "", size: int = 4) -> bytes:
    """A ZIP with these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as found:
        if mimetype:
            found.writestr("mimetype", mimetype)
        for name in names:
            found.writestr(name, b"0" * size)
        if link:
            part = zipfile.ZipInfo(link)
            part.external_attr = 0o120777 << 16
            found.writestr(part, "/etc/passwd")
    return stream.getvalue()


def office(part: str, *more: str, **how: object) -> bytes:
    """A document of Office Open XML."""
    return archive("[Content_Types].xml", f"{part}/main.xml", *more, **how)


def huge_png() -> bytes:
    """A picture that says of itself to have 64 million pixels."""
    head = struct.pack(">IIBBBBB", 8_000, 8_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk


GOOD = {
    "offer.pdf": (PDF, "application/pdf"),
    "PLANT.PNG": (picture("PNG"), "image/png"),
    "plant.jpeg": (picture("JPEG"), "image/jpeg"),
    "minutes.docx": (office("word"), KINDS[".docx"].content_type),
    "figures.xlsx": (office("xl", "xl/printerSettings/printerSettings1.bin"), KINDS[".xlsx"].content_type),
    "talk.pptx": (office("ppt"), KINDS[".pptx"].content_type),
    "plan.odt": (archive(mimetype="application/vnd.oasis.opendocument.text"), KINDS[".odt"].content_type),
    "会议记录.txt": ("客户说预算已定".encode("gb18030"), "text/plain"),
    "notes.md": ("# Talk\n\nYes – “next year”".encode(), "text/plain"),
    "excel.csv": ("a;b\n1;ü\n".encode("cp1252"), "text/csv"),
    "wide.txt": ("Ja".encode("utf-16"), "text/plain"),
    "budget.eml": (MAIL, "application/octet-stream"),
}
BAD = {
    "page.html": b"<script>alert(1)</script>",
    "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "tool.exe": b"MZ\x90\x00",
    "none": PDF,
    "empty.pdf": b"",
    "page.pdf": b"<html></html>",
    "cut.pdf": b"%PDF-1.7 and nothing more",
    "page.png": b"<html></html>",
    "jpeg.png": picture("JPEG"),
    "huge.png": huge_png(),
    "archive.docx": archive("readme.txt"),
    "macro.docx": office("word", "word/vbaProject.bin"),
    "sheet.docx": office("xl"),
    "text.docx": b"not an archive",
    "link.docx": office("word", link="word/passwd"),
    "bomb.xlsx": office("xl", size=200 * 1024 * 1024),
    "many.xlsx": office("xl", *(f"xl/{number}.xml" for number in range(5_001))),
    "sheet.odt": archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "basic.odt": archive("Basic/macro.xml", mimetype="application/vnd.oasis.opendocument.text"),
    "binary.txt": b"MZ\x00\x01\x02",
    "binary.csv": bytes(range(256)),
    "note.eml": b"Just words, no head\n\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_ending_and_content_agree_on_is_taken(tmp_path, name):
    content, content_type = GOOD[name]
    path = tmp_path / "stored"
    path.write_bytes(content)
    assert kind_of(name, path).content_type == content_type


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_what_it_says_is_refused(tmp_path, name):
    path = tmp_path / "stored"
    path.write_bytes(BAD[name])
    with pytest.raises(FileRefused):
        kind_of(name, path)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\li\\offer.pdf", "offer.pdf"),
        ("of\u202efdp.exe\r\nSet-Cookie: a.pdf", "offdp.exeSet-Cookie: a.pdf"),
        ("  .hidden. ", "hidden"),
        ("", "file"),
        ("报价 2026.pdf", "报价 2026.pdf"),
        (f"{'a' * 300}.docx", f"{'a' * 115}.docx"),
    ],
)
def test_name_is_shown_without_folders_and_unseen_signs(sent, kept):
    assert clean_name(sent) == kept
