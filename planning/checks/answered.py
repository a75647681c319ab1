"""The commonest check: these questions are answered, or set aside with a reason."""

from django.utils.translation import gettext as _

from planning.gates import NO, YES, Facts, Verdict, named


def answered(facts: Facts, *codes: str) -> Verdict:
    """Yes when all of the questions are done; else which ones are open, and the way to the first of them."""
    missing = facts.still_open(*codes)
    if not missing:
        return Verdict(YES)
    return lacking(_("Still open: %(codes)s") % {"codes": named(missing)}, facts.question_url(missing[0]))


def lacking(detail: str, url: str = "") -> Verdict:
    """No, with what is missing and where to mend it."""
    return Verdict(NO, detail, url)
