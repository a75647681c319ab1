"""Guesses how a text file is written: its encoding and what stands between its cells."""

import codecs
from pathlib import Path

SAMPLE = 1 << 16
# What a person may choose from; the codec that reads each.
ENCODINGS = {
    "utf-8": "utf-8-sig",
    "gb18030": "gb18030",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp1252": "cp1252",
}
DELIMITERS = ",;\t|"


def encoding_of(path: Path) -> str:
    """The encoding of a file, one of ENCODINGS. The whole file is looked at, block by block."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if wide := _wide(head):
        return wide
    if _decodes(path, "utf-8"):
        return "utf-8"
    return _chinese_or_western(path)


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every second byte of western text is zero."""
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.4:
        return "utf-16-le"
    if half and head[0::2].count(0) > half * 0.4:
        return "utf-16-be"
    return ""


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as stream:
            while block := stream.read(SAMPLE):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chinese_or_western(path: Path) -> str:
    """Western text also decodes as GB18030, into nonsense. There accented letters stand alone among plain ones."""
    alone = pairs = 0
    with path.open("rb") as stream:
        while block := stream.read(SAMPLE):
            for run in _runs(block):
                alone += run == 1
                pairs += run > 1
    return "cp1252" if alone > pairs else "gb18030"


def _runs(block: bytes) -> list[int]:
    """Lengths of the runs of bytes above 127."""
    marked = bytes(1 if byte > 127 else 0 for byte in block)
    return [len(run) for run in marked.split(b"\0") if run]


def delimiter_of(line: str) -> str:
    """What stands between the cells of a heading: the candidate that occurs most, outside quotation marks."""
    bare = "".join(part for index, part in enumerate(line.split('"')) if index % 2 == 0)
    return max(DELIMITERS, key=bare.count) if any(sign in bare for sign in DELIMITERS) else ","
