"""Addresses of what belongs to an account: stakeholders, money, dealings, team."""

from django.urls import URLPattern, path

from accounts.views import (
    dealings,
    deals,
    filling,
    gaps,
    imports,
    knowledge,
    links,
    money,
    options,
    people_lines,
    privacy,
    products,
    stakeholders,
    team,
    units,
    white_space,
)

people: list[URLPattern] = [
    path("accounts/<int:pk>/map/", stakeholders.account_map_page, name="account-map"),
    path("accounts/<int:pk>/gaps/<slug:gap>/put-off/", gaps.gap_put_off, name="gap-put-off"),
    path("accounts/<int:pk>/gaps/<slug:gap>/show-again/", gaps.gap_show_again, name="gap-show-again"),
    path("accounts/<int:pk>/stakeholders/new/", stakeholders.stakeholder_create, name="stakeholder-create"),
    path("accounts/<int:pk>/stakeholders/paste/", filling.stakeholder_paste, name="stakeholder-paste"),
    path("accounts/<int:pk>/stakeholders/import/", imports.stakeholder_import, name="stakeholder-import"),
    path("accounts/<int:pk>/stakeholders/judge/", filling.stakeholder_judge, name="stakeholder-judge"),
    path("accounts/stakeholders/<int:pk>/", stakeholders.stakeholder_detail, name="stakeholder-detail"),
    path("accounts/stakeholders/<int:pk>/edit/", stakeholders.stakeholder_edit, name="stakeholder-edit"),
    path("accounts/stakeholders/<int:pk>/delete/", stakeholders.stakeholder_delete, name="stakeholder-delete"),
    path("accounts/stakeholders/<int:pk>/confirm-stance/", stakeholders.stance_confirm, name="stance-confirm"),
    path("accounts/stakeholders/<int:pk>/place/", people_lines.stakeholder_place, name="stakeholder-place"),
    path("accounts/stakeholders/<int:pk>/move/", people_lines.stakeholder_move, name="stakeholder-move"),
    path("accounts/stakeholders/<int:pk>/anonymise/", privacy.stakeholder_anonymise_page, name="stakeholder-anonymise"),
    path("accounts/stakeholders/<int:pk>/readers/", privacy.stakeholder_readers, name="stakeholder-readers"),
    path("accounts/stakeholders/<int:pk>/same/", people_lines.same_person_set, name="same-person-set"),
    path("accounts/stakeholders/<int:pk>/own/", people_lines.same_person_unset, name="same-person-unset"),
    path("accounts/stakeholders/<int:pk>/lines/new/", people_lines.influence_line_create, name="influence-line-create"),
    path("accounts/influence-lines/<int:pk>/edit/", people_lines.influence_line_edit, name="influence-line-edit"),
    path("accounts/influence-lines/<int:pk>/delete/", people_lines.influence_line_delete, name="influence-line-delete"),
    path("accounts/stakeholders/<int:pk>/links/new/", links.link_create, name="link-create"),
    path("accounts/links/<int:pk>/edit/", links.link_edit, name="link-edit"),
    path("accounts/links/<int:pk>/delete/", links.link_delete, name="link-delete"),
    path("accounts/stakeholders/<int:pk>/interests/new/", links.interest_create, name="interest-create"),
    path("accounts/interests/<int:pk>/edit/", links.interest_edit, name="interest-edit"),
    path("accounts/interests/<int:pk>/delete/", links.interest_delete, name="interest-delete"),
    path("accounts/<int:pk>/units/", units.unit_list, name="unit-list"),
    path("accounts/<int:pk>/units/new/", units.unit_create, name="unit-create"),
    path("accounts/units/<int:pk>/edit/", units.unit_edit, name="unit-edit"),
    path("accounts/units/<int:pk>/delete/", units.unit_delete, name="unit-delete"),
]

figures: list[URLPattern] = [
    path("accounts/<int:pk>/money/", money.account_money, name="account-money"),
    path("accounts/<int:pk>/money/facts/", money.money_facts_edit, name="money-facts"),
    path("accounts/<int:pk>/money/revenue.csv", money.revenue_csv, name="revenue-csv"),
    path("accounts/<int:pk>/revenue/", money.revenue_list, name="revenue-list"),
    path("accounts/<int:pk>/revenue/new/", money.revenue_create, name="revenue-create"),
    path("accounts/revenue/<int:pk>/edit/", money.revenue_edit, name="revenue-edit"),
    path("accounts/revenue/<int:pk>/delete/", money.revenue_delete, name="revenue-delete"),
    path("accounts/<int:pk>/opportunities/", deals.opportunity_list, name="opportunity-list"),
    path("accounts/<int:pk>/opportunities/new/", deals.opportunity_create, name="opportunity-create"),
    path("accounts/opportunities/<int:pk>/edit/", deals.opportunity_edit, name="opportunity-edit"),
    path("accounts/opportunities/<int:pk>/delete/", deals.opportunity_delete, name="opportunity-delete"),
    path("accounts/<int:pk>/contracts/new/", deals.contract_create, name="contract-create"),
    path("accounts/contracts/<int:pk>/edit/", deals.contract_edit, name="contract-edit"),
    path("accounts/contracts/<int:pk>/delete/", deals.contract_delete, name="contract-delete"),
    path("accounts/<int:pk>/competitors/new/", deals.competitor_create, name="competitor-create"),
    path("accounts/competitors/<int:pk>/edit/", deals.competitor_edit, name="competitor-edit"),
    path("accounts/competitors/<int:pk>/delete/", deals.competitor_delete, name="competitor-delete"),
    path("accounts/<int:pk>/white-space/", white_space.white_space, name="white-space"),
    path("accounts/<int:pk>/white-space/<int:product>/<int:unit>/", white_space.cell_edit, name="white-space-cell"),
]

business: list[URLPattern] = [
    path("accounts/<int:pk>/customer/", knowledge.account_knowledge, name="account-knowledge"),
    *knowledge.section_urls(),
]

events: list[URLPattern] = [
    path("accounts/<int:pk>/issues/", dealings.issue_list, name="issue-list"),
    path("accounts/<int:pk>/issues/new/", dealings.issue_create, name="issue-create"),
    path("accounts/<int:pk>/issues/check/", dealings.issues_check, name="issues-check"),
    path("accounts/issues/<int:pk>/edit/", dealings.issue_edit, name="issue-edit"),
    path("accounts/issues/<int:pk>/close/", dealings.issue_close, name="issue-close"),
    path("accounts/issues/<int:pk>/reopen/", dealings.issue_reopen, name="issue-reopen"),
    path("accounts/issues/<int:pk>/delete/", dealings.issue_delete, name="issue-delete"),
    path("accounts/<int:pk>/interactions/", dealings.interaction_list, name="interaction-list"),
    path("accounts/<int:pk>/interactions/new/", dealings.interaction_create, name="interaction-create"),
    path("accounts/interactions/<int:pk>/", dealings.interaction_detail, name="interaction-detail"),
    path("accounts/interactions/<int:pk>/edit/", dealings.interaction_edit, name="interaction-edit"),
    path("accounts/interactions/<int:pk>/delete/", dealings.interaction_delete, name="interaction-delete"),
]

members: list[URLPattern] = [
    path("accounts/<int:pk>/team/", team.account_team, name="account-team"),
    path("accounts/<int:pk>/team/leaders/", team.leaders_edit, name="leaders-edit"),
    path("accounts/<int:pk>/team/new/", team.member_create, name="member-create"),
    path("accounts/members/<int:pk>/edit/", team.member_edit, name="member-edit"),
    path("accounts/members/<int:pk>/role/", team.member_role, name="member-role"),
    path("accounts/members/<int:pk>/leave/", team.member_leave, name="member-leave"),
    path("accounts/members/<int:pk>/return/", team.member_return, name="member-return"),
    path("accounts/members/<int:pk>/delete/", team.member_delete, name="member-delete"),
]

others: list[URLPattern] = [
    path("products/", products.product_list, name="product-list"),
    path("products/new/", products.product_create, name="product-create"),
    path("products/<int:pk>/edit/", products.product_edit, name="product-edit"),
    path("products/<int:pk>/delete/", products.product_delete, name="product-delete"),
    path("opportunities/unassigned/", products.opportunity_unassigned, name="opportunity-unassigned"),
    path("opportunities/<int:pk>/assign/", products.opportunity_assign, name="opportunity-assign"),
    path("accounts/options/people/", options.person_option_list, name="person-options"),
    path("accounts/options/accounts/", options.account_option_list, name="account-options"),
    path("accounts/undo/<str:token>/", options.undo, name="undo"),
]

urlpatterns: list[URLPattern] = [*people, *figures, *business, *events, *members, *others]
