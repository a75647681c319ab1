"""How a text file is written is found out from its bytes."""

from pathlib import Path

import pytest

from accounts.importing.readers import Table, headings
from accounts.importing.text import delimiter_of, encoding_of


@pytest.mark.parametrize(
    ("text", "codec", "expected"),
    [
        ("客户名称,行业\n日出,服务\n", "utf-8", "utf-8"),
        ("客户名称,行业\n日出,服务\n", "utf-8-sig", "utf-8"),
        ("客户名称,行业\n日出有限公司,服务行业\n", "gb18030", "gb18030"),
        ("客户名称,行业\n", "utf-16", "utf-16"),
        ("account,sector\nAcme,retail\n", "utf-16-le", "utf-16-le"),
        ("account,sector\nAcme,retail\n", "utf-16-be", "utf-16-be"),
        ("account,sector\nMüller Söhne,café\nGrün,Möbel\n", "cp1252", "cp1252"),
        ("account,sector\nAcme,retail\n", "ascii", "utf-8"),
    ],
)
def test_encoding_is_recognised(tmp_path: Path, text: str, codec: str, expected: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(codec))
    assert encoding_of(path) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [("a,b,c", ","), ("a;b;c", ";"), ("a\tb\tc", "\t"), ('"a;x";"b, c, d";c', ";"), ("alone", ","), ("a|b", "|")],
)
def test_delimiter_is_what_occurs_most_outside_quotes(line: str, expected: str) -> None:
    assert delimiter_of(line) == expected


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "gb18030"])
def test_headings_are_the_same_in_every_encoding(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes("sep=;\r\n\r\n客户名称;行业 \r\n日出;服务\r\n".encode(codec))
    assert headings(Table(path, encoding_of(path), ";")) == (["客户名称", "行业"], 3)
