"""A slow import breaks the bar; a quick one does not."""

from bench.measure.import_crm import broken_by

SAID = "8927 rows: floor 53 ms, import 201 ms, ratio {} (best against best 3.7)\nonce: 0.3 s, peak memory 214 MB"


def test_an_import_that_takes_too_long_breaks_the_bar():
    assert broken_by(SAID.format("3.8")) == ["import: 3.8 times the floor, most 3"]


def test_an_import_within_the_bar_breaks_nothing():
    assert broken_by(SAID.format("3.0")) == []
