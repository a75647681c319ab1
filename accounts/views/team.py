"""The account team page: members, the six roles, manager and sponsor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Verb, require
from accounts.forms.team import LeadersForm, MemberForm, RoleForm
from accounts.models import Account, AccountTeamMember, TeamRole
from accounts.selectors.pages import ACCOUNT_PAGE_SELECT, account_context
from accounts.selectors.team import team_page
from accounts.services import team as services
from accounts.views.sheets import Sheet, deleted, form_sheet, select_for
from kam.lib.htmx import page


def team_url(account: Account) -> str:
    """The team page of an account."""
    return reverse("accounts:account-team", args=[account.pk])


def _page(request: HttpRequest, account: Account) -> HttpResponse:
    context = {
        **account_context(account, request.user, "team"),
        "team": team_page(account),
        "roles": TeamRole.choices,
    }
    return page(request, "accounts/account_team.html", context, partials=("team",))


@require_GET
@require(Verb.VIEW, Account, select=ACCOUNT_PAGE_SELECT)
def account_team(request: HttpRequest, account: Account) -> HttpResponse:
    """Who works on the account, and which roles nobody holds."""
    return _page(request, account)


@require_http_methods(["GET", "POST"])
@require(Verb.MANAGE, Account, select=ACCOUNT_PAGE_SELECT)
def member_create(request: HttpRequest, account: Account) -> HttpResponse:
    """Take somebody into the team."""
    form = MemberForm(
        request.POST or None, instance=AccountTeamMember(account=account), account=account, user=request.user
    )
    sheet = Sheet(title=_("New team member"), back=team_url(account), tab="team", submit=_("Add"))

    def save(values: dict[str, object], _version: int | None) -> object:
        person = values.pop("user")
        return services.member_add(account=account, user=person, values=values, by=request.user)

    return form_sheet(request, form, sheet, save, account=account)


@require_http_methods(["GET", "POST"])
@require(Verb.MANAGE, AccountTeamMember, select=select_for("account", "user", "deputy"))
def member_edit(request: HttpRequest, member: AccountTeamMember) -> HttpResponse:
    """Change roles, hours, deputy and skills of a member."""
    form = MemberForm(request.POST or None, instance=member, account=member.account, user=request.user)
    sheet = Sheet(
        title=str(member.user),
        back=team_url(member.account),
        tab="team",
        delete=reverse("accounts:member-delete", args=[member.pk]),
        delete_label=_("Added by mistake: delete"),
    )
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.member_update(
            member=member, changes=changes, by=request.user, version=version
        ),
        account=member.account,
    )


@require_POST
@require(Verb.MANAGE, AccountTeamMember, select=select_for("account", "user"))
def member_role(request: HttpRequest, member: AccountTeamMember) -> HttpResponse:
    """Tick or untick one role of a member."""
    form = RoleForm(request.POST)
    if not form.is_valid():
        return HttpResponse(_("There is no such role."), status=422)
    role, is_held = TeamRole(form.cleaned_data["role"]), form.cleaned_data["held"]
    services.member_role_set(member=member, role=role, is_held=is_held, by=request.user)
    return _page(request, member.account) if request.htmx else redirect(team_url(member.account))


@require_POST
@require(Verb.MANAGE, AccountTeamMember)
def member_leave(request: HttpRequest, member: AccountTeamMember) -> HttpResponse:
    """A member leaves the team today."""
    services.member_leave(member=member, on=timezone.localdate(), by=request.user)
    return redirect(team_url(member.account))


@require_POST
@require(Verb.MANAGE, AccountTeamMember)
def member_return(request: HttpRequest, member: AccountTeamMember) -> HttpResponse:
    """A member who left is back."""
    services.member_return(member=member, by=request.user)
    return redirect(team_url(member.account))


@require_POST
@require(Verb.MANAGE, AccountTeamMember, select=("user",))
def member_delete(request: HttpRequest, member: AccountTeamMember) -> HttpResponse:
    """Remove a member who was added by mistake."""
    back = team_url(member.account)
    return deleted(request, lambda: services.member_delete(member=member, by=request.user), member, back=back)


@require_http_methods(["GET", "POST"])
@require(Verb.MANAGE, Account, select=ACCOUNT_PAGE_SELECT)
def leaders_edit(request: HttpRequest, account: Account) -> HttpResponse:
    """Name the account manager and the sponsor."""
    form = LeadersForm(request.POST or None, instance=account, account=account, user=request.user)
    sheet = Sheet(title=_("Account manager and sponsor"), back=team_url(account), tab="team")
    return form_sheet(
        request,
        form,
        sheet,
        lambda changes, version: services.leaders_set(
            account=account, changes=changes, by=request.user, version=version
        ),
        account=account,
    )
