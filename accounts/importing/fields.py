"""The fields of each kind that a column may be mapped to, and how each is read."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.importing import stages, values
from accounts.importing.values import Reader, Setting


@dataclass(frozen=True, slots=True)
class Field:
    """One of our fields. Without `make` the kind reads the column itself: ids, names of other records."""

    label: Promise
    make: Callable[[Setting], Reader] | None = None
    is_amount: bool = False


_CURRENCY = Field(_("currency"), values.currency)
_NAME = Field(_("name"), values.text(200))
_ID = Field(_("id in the source"))
_ACCOUNT = Field(_("account"))
_ACCOUNT_ID = Field(_("account, by id"))


def _amount(label: Promise) -> Field:
    return Field(label, values.money, is_amount=True)


FIELDS: dict[str, dict[str, Field]] = {
    "person": {
        "external_id": _ID,
        "name": Field(_("name"), values.text(120)),
        "email": Field(_("e-mail"), values.email),
        "title": Field(_("job title"), values.text(120)),
        "manager": Field(_("manager")),
        "region": Field(_("region")),
    },
    "product": {
        "name": Field(_("name"), values.text(120)),
        "series": Field(_("series"), values.text(80)),
        "list_price": _amount(_("list price")),
        "currency": _CURRENCY,
    },
    "account": {
        "external_id": _ID,
        "name": _NAME,
        "parent": Field(_("parent company")),
        "industry": Field(_("industry"), values.text(80)),
        "segment": Field(_("segment"), values.text(80)),
        "employees": Field(_("employees"), values.whole(0, 2_000_000_000)),
        "annual_revenue": _amount(_("customer's own revenue")),
        "founded_year": Field(_("founded in"), values.whole(1000, 2200)),
        "country": Field(_("country"), values.text(80)),
        "city": Field(_("city"), values.text(80)),
        "website": Field(_("website"), values.url),
        "phone": Field(_("phone"), values.text(40)),
        "owner": Field(_("account manager")),
        "currency": _CURRENCY,
        "description": Field(_("description"), values.long_text),
    },
    "contact": {
        "external_id": _ID,
        "account_id": _ACCOUNT_ID,
        "account": _ACCOUNT,
        "name": Field(_("name"), values.text(120)),
        "first_name": Field(_("first name"), values.text(60)),
        "last_name": Field(_("last name"), values.text(60)),
        "title": Field(_("job title"), values.text(120)),
        "department": Field(_("department"), values.text(120)),
        "reports_to": Field(_("reports to")),
        "email": Field(_("e-mail"), values.email),
        "phone": Field(_("phone"), values.text(40)),
        "decision_roles": Field(_("decision role"), stages.role_reader),
    },
    "opportunity": {
        "external_id": _ID,
        "name": _NAME,
        "account_id": _ACCOUNT_ID,
        "account": _ACCOUNT,
        "product": Field(_("product")),
        "owner": Field(_("owner")),
        "stage": Field(_("stage")),
        "amount": _amount(_("amount")),
        "currency": _CURRENCY,
        "probability": Field(_("probability, %"), values.whole(0, 100)),
        "engaged_on": Field(_("opened on"), values.day),
        "close_on": Field(_("closes on"), values.day),
        "next_step": Field(_("next step"), values.text(200)),
        "is_renewal": Field(_("renewal (from the type)"), stages.renewal_reader),
        "competitor": Field(_("competitor"), values.text(120)),
        "loss_reason": Field(_("reason for the loss"), values.text(200)),
    },
    "contract": {
        "external_id": _ID,
        "account_id": _ACCOUNT_ID,
        "account": _ACCOUNT,
        "name": Field(_("name"), values.text(160)),
        "starts_on": Field(_("starts on"), values.day),
        "ends_on": Field(_("ends on"), values.day),
        "annual_value": _amount(_("value a year")),
        "currency": _CURRENCY,
        "notice_days": Field(_("notice, days"), values.whole(0, 3650)),
    },
    "revenue": {
        "account_id": _ACCOUNT_ID,
        "account": _ACCOUNT,
        "month": Field(_("month"), values.month),
        "product": Field(_("product")),
        "amount": _amount(_("amount")),
        "currency": _CURRENCY,
    },
}
LABELS: dict[str, Promise] = {
    "person": _("Sales people"),
    "product": _("Products"),
    "account": _("Accounts"),
    "contact": _("Contacts"),
    "opportunity": _("Opportunities"),
    "contract": _("Contracts"),
    "revenue": _("Revenue"),
}


def label_of(kind: str, name: str) -> str:
    """A field in words; derived fields by their own name."""
    alias = {"manager": "owner"} if kind == "account" else {}
    field = FIELDS.get(kind, {}).get(alias.get(name, name))
    return str(field.label) if field else name
