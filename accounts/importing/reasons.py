"""What is said about a row. Stored as codes with values, so that every reader gets it in their own language."""

import json
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    # the row as such
    "broken": _("The row cannot be read: a quotation mark is not closed."),
    "too_many_cells": _("The row has more cells than there are headings."),
    "unreadable_sign": _("A sign cannot be read. Choose the encoding of the file."),
    "no_name": _("There is no name."),
    "no_id": _("There is neither an id nor a name that tells the row apart."),
    "no_month": _("There is no month."),
    "no_amount": _("There is no amount."),
    # values
    "bad_number": _("“%(value)s” is not a number (%(field)s)."),
    "bad_day": _("“%(value)s” is not a date (%(field)s)."),
    "day_or_month": _("“%(value)s” may be day and month or month and day (%(field)s). Say which for this source."),
    "too_big": _("“%(value)s” is too large (%(field)s)."),
    "out_of_range": _("“%(value)s” must be from %(low)s to %(high)s (%(field)s)."),
    "too_long": _("More than %(limit)s characters (%(field)s)."),
    "bad_email": _("“%(value)s” is not an e-mail address; it was left out."),
    "bad_address": _("“%(value)s” is not a web address; it was left out."),
    "bad_currency": _("“%(value)s” is not a currency code of three letters."),
    "unmapped_stage": _("The stage “%(value)s” is not mapped; the stage was left out."),
    "unmapped_role": _("The role “%(value)s” is not known; it was left out."),
    "ends_before_start": _("It ends before it starts."),
    # other records that the row names
    "no_account": _("No account in the file."),
    "unknown_account": _("The account “%(value)s” is not here."),
    "other_account": _("The row names another account: “%(value)s”."),
    "known_elsewhere": _("Somebody with this id is known at another account."),
    "ambiguous_account": _("Several accounts are called “%(value)s”."),
    "unknown_product": _("The product “%(value)s” is not here; it was left out."),
    "unknown_person": _("The person “%(value)s” is not here; it was left out."),
    "ambiguous_person": _("Several people are called “%(value)s”; it was left out."),
    "read_as": _("“%(value)s” was read as “%(name)s”."),
    "unknown_parent": _("The parent company “%(value)s” is not here; it was left out."),
    "own_parent": _("The company cannot be its own parent; it was left out."),
    "parent_circle": _("With “%(value)s” as parent the companies would stand in a circle; it was left out."),
    "unknown_superior": _("The superior “%(value)s” is not at this account; it was left out."),
    "own_superior": _("A person cannot report to themselves; it was left out."),
    "superior_circle": _("With “%(value)s” as superior people would report in a circle; it was left out."),
    # meeting what is here
    "near": _("“%(value)s” is close to “%(name)s”. It was left as it is."),
    "again": _("The same as line %(line)s."),
    "again_differs": _("The same as line %(line)s. Not taken because they differ: %(fields)s."),
    "differs": _("The same name as line %(line)s, but other values (%(fields)s). Give both an id."),
    "other_currency": _("Another currency than line %(line)s for the same account, month and product."),
    "added_up": _("Added to line %(line)s: the same account, month and product."),
    "met_by_name": _("Joined with the record of this name that was here already."),
    "met_by_email": _("Joined with the person of this e-mail address who was here already."),
    "met_as_manager": _("Joined with the person whom other rows name as their manager."),
    "same_name": _("Another account has the same name (%(source)s)."),
    "ambiguous_name": _("Several accounts here have this name. Give one of them the id of this row."),
    "kept_ours": _("Kept what was edited here: %(fields)s."),
    "same_person_name": _("Somebody who signs in here has the same name."),
    "active_person": _("%(name)s signs in here already: role and team were left as they are."),
}
FIELDS = ("field", "fields")


def note(code: str, **values: object) -> str:
    """A reason as it is stored; a row's reasons are several of these in brackets."""
    return json.dumps([code, values] if values else [code], ensure_ascii=False)


def stored(notes: list[str]) -> str:
    """Several notes as one text."""
    return f"[{','.join(notes)}]" if notes else ""


def sentences(reason: str, label: Any = str) -> list[str]:
    """A stored reason in words. `label` turns the name of one of our fields into words."""
    return [_sentence(code, values[0] if values else {}, label) for code, *values in json.loads(reason or "[]")]


def _sentence(code: str, values: dict[str, Any], label: Any) -> str:
    shown = dict(values)
    if "field" in shown:
        shown["field"] = label(shown["field"])
    if "fields" in shown:
        shown["fields"] = ", ".join(str(label(name)) for name in shown["fields"])
    return str(REASONS[code]) % shown if shown else str(REASONS[code])
