"""``manage.py score MODEL FILE``: answers as JSON, mistakes as one clear line and exit status 2."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from scoring.management.commands.score import Command

CASE = {"id": "TR1", "input": {"people": [{"influence": 5, "stance": 2, "strength": 4, "days": 10}] * 3}}
ANSWER = {"q": [0.9, 0.9, 0.9], "knowledge_pct": 100, "reported": True, "R": 90}


@pytest.fixture
def case_file(tmp_path):
    def write(content):
        path = tmp_path / "cases.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return write


def run(*args):
    out = io.StringIO()
    call_command("score", *args, stdout=out)
    return json.loads(out.getvalue())


def status_of(*args):
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "score", *args])
    return ended.value.code


@pytest.mark.parametrize("payload", [CASE, [CASE]])
def test_one_case_or_a_list_prints_a_list(case_file, payload):
    (answer,) = run("relationship", case_file(payload))
    assert list(answer) == ["id", "model", "result", "explanation"]
    assert (answer["id"], answer["model"]) == ("TR1", "relationship")
    assert answer["result"] == ANSWER
    assert answer["explanation"][-1] == "Relationship R 90.0."


def test_numbers_are_not_rounded(case_file):
    result = run("health-1", case_file({"id": "x", "input": {"contact_days": 17}}))[0]["result"]
    assert result["values"]["H3"] == 100 - 20 * 3 / 16


def test_names_in_chinese_stay_readable(case_file, capsys):
    call_command("score", "health-1", case_file({"id": "光明", "input": {}}))
    assert '"id": "光明"' in capsys.readouterr().out


def test_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(CASE).encode())))
    assert run("relationship", "-")[0]["id"] == "TR1"


@pytest.mark.parametrize("model", ["cis-1", "health-1", "viability-1", "select-1", "relationship"])
def test_every_model_is_offered(case_file, model):
    assert run(model, case_file([])) == []


def test_file_saved_with_a_byte_order_mark_is_read(case_file):
    assert run("health-1", case_file(b"\xef\xbb\xbf[]")) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"id": "TH9", "input": {"cis": 101}}, "case TH9: cis: 101 is not between 0 and 100"),
        ({"id": "TH9", "input": {"colour": "red"}}, "case TH9: colour: unknown key"),
        ([{"id": "a", "input": {}}, {"id": "b", "input": {"cis": []}}], "case b: cis: a number is needed, not a list"),
        (b"{", "is not valid JSON"),
        (b"", "is not valid JSON"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (b'{"id": "a", "input": {"cis": NaN}}', "NaN is not a number of JSON"),
        (b'{"id": "a", "input": {"cis": 1, "cis": 2}}', "the key 'cis' is there twice"),
        (b"[" * 100_000, "is not valid JSON"),
        (b'{"id": "a", "input": {"cis": ' + b"9" * 5000 + b"}}", "is not valid JSON"),
    ],
    ids=["range", "key", "type", "cut", "empty", "bytes", "nan", "twice", "deep", "long"],
)
def test_wrong_input_ends_with_a_message_and_status_2(case_file, capsys, content, message):
    assert status_of("health-1", case_file(content)) == 2
    out, err = capsys.readouterr()
    assert (out, message in err, "Traceback" in err) == ("", True, False)


def test_missing_file_is_named(tmp_path):
    path = str(tmp_path / "nowhere.json")
    with pytest.raises(CommandError, match=r"nowhere\.json cannot be read: No such file") as caught:
        call_command("score", "health-1", path)
    assert caught.value.returncode == 2
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        call_command("score", "health-1", str(tmp_path))


@pytest.mark.parametrize("args", [("health-9", "x.json"), ("health-1",), ()])
def test_unknown_model_or_missing_argument_ends_with_status_2(args):
    assert status_of(*args) == 2
