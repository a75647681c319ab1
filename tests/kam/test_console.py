"""Mail of a trial, printed."""

from io import StringIO

from django.core.mail import EmailMessage

from kam.lib.console import EmailBackend


def test_a_long_link_is_printed_in_one_piece():
    link = "http://localhost:8000/survey/" + "a" * 90 + "/?q=3"
    printed = StringIO()
    mail = EmailMessage("Zwei Minuten für Sie", f"Dear 李雷,\n\n{link}\n", "kam@localhost", ["p@customer.example"])
    assert EmailBackend(stream=printed, alias="default").send_messages([mail]) == 1
    assert f"To: p@customer.example\nSubject: Zwei Minuten für Sie\n\nDear 李雷,\n\n{link}\n" in printed.getvalue()
