"""The commonest check: these questions are answered, or set aside with a reason."""

from django.utils.translation import gettext as _

from planning.gates import Facts, Verdict, named, no, without, yes


def answered(facts: Facts, *codes: str) -> Verdict:
    """Yes when all of the questions are done; else which ones are open, and the way to the first of them.

    Questions that the plan does not ask (the variant, or the organisation has hidden them) stand in nobody's way.
    """
    if not any(facts.sheet.item(code) for code in codes):
        return without(_("This plan does not ask: %(codes)s") % {"codes": named(codes)})
    missing = facts.still_open(*codes)
    if not missing:
        words = _("%(codes)s: %(lines)s") % {"codes": named(codes), "lines": _evidence(facts, codes)}
        return yes(words, facts.question_url(codes[0]))
    return no(_("Still open: %(codes)s") % {"codes": named(missing)}, facts.question_url(missing[0]))


def _evidence(facts: Facts, codes: tuple[str, ...]) -> str:
    """How well founded the answers are."""
    items = [item for item in (facts.sheet.item(code) for code in codes) if item is not None]
    assumed, stale = sum(item.is_assumed for item in items), sum(item.is_stale for item in items)
    if assumed or stale:
        return _("done, of these %(assumed)s assumed and %(stale)s past their review date") % {
            "assumed": assumed,
            "stale": stale,
        }
    return _("done")
