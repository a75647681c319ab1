"""Mail for a trial: printed so that a person can read it and copy a link, which the coding of mails breaks in two."""

from django.core.mail import EmailMessage
from django.core.mail.backends import console


class EmailBackend(console.EmailBackend):
    """Prints the heads that matter and the text as it was written."""

    def write_message(self, message: EmailMessage) -> None:
        """One mail."""
        heads = {"From": message.from_email, "To": ", ".join(message.to), "Subject": message.subject}
        lines = [f"{name}: {value}" for name, value in heads.items()]
        self.stream.write("\n".join([*lines, "", str(message.body), "-" * 79, ""]))
