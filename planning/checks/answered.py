"""The commonest check: these questions are answered, or set aside with a reason."""

from django.utils.translation import gettext as _

from planning.gates import NO, NOT_APPLICABLE, YES, Facts, Verdict, named


def answered(facts: Facts, *codes: str) -> Verdict:
    """Yes when all of the questions are done; else which ones are open, and the way to the first of them.

    Questions that the plan does not ask (the variant, or the organisation has hidden them) stand in nobody's way.
    """
    if not any(facts.sheet.item(code) for code in codes):
        return Verdict(NOT_APPLICABLE, _("This plan does not ask: %(codes)s") % {"codes": named(codes)})
    missing = facts.still_open(*codes)
    if not missing:
        return Verdict(YES)
    return lacking(_("Still open: %(codes)s") % {"codes": named(missing)}, facts.question_url(missing[0]))


def lacking(detail: str, url: str = "") -> Verdict:
    """No, with what is missing and where to mend it."""
    return Verdict(NO, detail, url)
