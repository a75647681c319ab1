"""Pages of reviews: the list, one account's, planning, holding, cancelling."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import Verb, require, signed_in, verbs
from accounts.models import Account
from accounts.selectors.leaders import may_decide
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.services.rows import StaleRow
from kam.lib.htmx import page
from kam.lib.paging import capped_page
from planning.selectors.resources import resource_lines
from reviews.agenda import agenda_text
from reviews.forms.reviews import CancelForm, DecisionFormSet, HoldForm, ReviewForm
from reviews.models import Review
from reviews.selectors import reviews as selectors
from reviews.selectors.triggers import triggers_of_review
from reviews.services import reviews as services
from reviews.triggers import trigger_words

SIZE = 50


@require_GET
@signed_in
def review_list(request: HttpRequest) -> HttpResponse:
    """Reviews over all accounts that the reader may see."""
    view = request.GET.get("view") if request.GET.get("view") in selectors.VIEWS else "planned"
    filters = {"kind": request.GET.get("kind", ""), "q": request.GET.get("q", "").strip()}
    today = timezone.localdate()
    rows = selectors.review_list(request.user, view=view, today=today, filters=filters)
    tabs = [
        {"key": key, "label": label, "href": f"?view={key}"}
        for key, label in (
            ("planned", _("Planned")),
            ("overdue", _("Overdue")),
            ("mine", _("Mine")),
            ("held", _("Held")),
        )
    ]
    context = {
        "listing": capped_page(rows, request.GET.get("page"), size=SIZE),
        "view": view,
        "tabs": tabs,
        "kinds": Review.Kind.choices,
        "filters": filters,
        "today": today,
    }
    return page(request, "reviews/review_list.html", context, partials=("review-rows",))


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_reviews(request: HttpRequest, account: Account) -> HttpResponse:
    """The reviews of one account."""
    context = account_context(account, request.user, "reviews")
    context["listing"] = capped_page(selectors.account_reviews(account), request.GET.get("page"), size=SIZE)
    context["open_decisions"] = selectors.open_decisions(account)[:20]
    context["today"] = timezone.localdate()
    return page(request, "reviews/account_reviews.html", context)


@require_GET
@require(Verb.VIEW, Review, select=("account__figures",))
def review_detail(request: HttpRequest, review: Review) -> HttpResponse:
    """One review: preparation while it is planned, minutes once it was held."""
    whole = selectors.review_whole(review)
    plan, today = selectors.plan_of(whole), timezone.localdate()
    context = {
        "review": whole,
        "account": whole.account,
        "plan": plan,
        "verbs": {verb.value for verb in verbs(request.user, whole.account)},
        "resources": resource_lines(plan, today, live=True) if plan else [],
        "may_decide": plan is not None and plan.is_active and may_decide(request.user, whole.account),
        "triggers": [{"row": row, "words": trigger_words(row.kind, row.facts)} for row in triggers_of_review(whole.pk)],
        "overrides": selectors.overrides_of(whole),
        "open_decisions": selectors.open_decisions(whole.account)[:20],
        "today": today,
    }
    return page(request, "reviews/review_detail.html", context)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Account)
def review_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Plan a review."""
    kind = request.GET.get("kind", Review.Kind.INTERNAL)
    kind = kind if kind in Review.Kind.values else Review.Kind.INTERNAL
    carried = [decision.text for decision in selectors.open_decisions(account)[:10]]
    initial = {
        "kind": kind,
        "lead": request.user.pk,
        "agenda": agenda_text(kind, carried, selectors.changes_at(account)),
    }
    form = ReviewForm(request.POST or None, account=account, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        people, stakeholders = values.pop("people"), values.pop("stakeholders")
        review = services.review_plan(
            account=account, values=values, by=request.user, people=people, stakeholders=stakeholders
        )
        messages.success(request, _("The review is planned."))
        return redirect(review)
    context = {"form": form, "account": account, "kinds": Review.Kind.choices}
    return page(request, "reviews/review_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Review)
def review_edit(request: HttpRequest, review: Review) -> HttpResponse:
    """Change a review; an older version answers 409 and keeps what was typed."""
    form = ReviewForm(request.POST or None, instance=review, account=review.account, user=request.user)
    context: dict[str, Any] = {"form": form, "account": review.account, "review": review, "version": review.version}
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        people, stakeholders = values.pop("people"), values.pop("stakeholders")
        try:
            services.review_update(
                review=review,
                changes=values,
                by=request.user,
                version=_version(request),
                people=people,
                stakeholders=stakeholders,
            )
        except StaleRow as stale:
            context |= {"conflict": stale, "version": stale.row.version}
            return page(request, "reviews/review_form.html", context, status=409)
        messages.success(request, _("Saved."))
        return redirect(review)
    return page(request, "reviews/review_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Review)
def review_hold(request: HttpRequest, review: Review) -> HttpResponse:
    """Record that a review took place, with its decisions."""
    today = timezone.localdate()
    form = HoldForm(request.POST or None, today=today, initial={"held_on": today, "notes": review.notes})
    options = {"account": review.account, "user": request.user}
    decisions = DecisionFormSet(request.POST or None, prefix="decision", form_kwargs=options)
    if request.method == "POST" and form.is_valid() and decisions.is_valid():
        made = [row.cleaned_data for row in decisions if row.has_changed()]
        try:
            services.review_hold(
                review=review, values=form.cleaned_data, decisions=made, by=request.user, version=_version(request)
            )
        except services.ReviewNotOpen:
            messages.error(request, _("This review was closed by somebody else meanwhile. Nothing was changed."))
        else:
            messages.success(request, _("The review is recorded and its decisions are actions now."))
        return redirect(review)
    failed = bool(form.errors or any(decisions.errors))
    context = {"form": form, "decisions": decisions, "review": review, "account": review.account}
    return page(request, "reviews/review_hold.html", context, status=422 if failed else 200)


@require_http_methods(["GET", "POST"])
@require(Verb.EDIT, Review)
def review_cancel(request: HttpRequest, review: Review) -> HttpResponse:
    """Call a review off."""
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.review_cancel(review=review, reason=form.cleaned_data["reason"], by=request.user)
        except services.ReviewNotOpen:
            messages.error(request, _("This review is not planned any more. Nothing was changed."))
        return redirect(review)
    context = {"form": form, "review": review, "account": review.account}
    return page(request, "reviews/review_cancel.html", context, status=422 if form.errors else 200)


def _version(request: HttpRequest) -> int | None:
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdigit() else None
