"""Rows for tests. Each factory makes the smallest valid row; tests name what matters to them."""

from datetime import date, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts import models as accounts
from planning import models as planning
from reviews import models as reviews
from scoring import models as scoring

TODAY = date(2026, 6, 15)


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Team
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Team {n}")

    @factory.post_generation
    def place(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        self.save(update_fields=["path"])


class UserFactory(DjangoModelFactory):
    class Meta:
        model = accounts.User

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    name = factory.Sequence(lambda n: f"Person {n}")
    role = accounts.Role.MEMBER


class AccountFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Account
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Customer {n:05d}")
    name_key = factory.LazyAttribute(lambda o: o.name.lower())
    sort_key = factory.LazyAttribute(lambda o: o.name.lower())

    @factory.post_generation
    def figures_row(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        accounts.AccountFigures.objects.create(account=self, **kwargs)


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Unit

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Unit {n}")


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = accounts.AccountTeamMember

    account = factory.SubFactory(AccountFactory)
    user = factory.SubFactory(UserFactory)


class StakeholderFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Stakeholder

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Contact {n}")


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = accounts.RelationshipLink

    stakeholder = factory.SubFactory(StakeholderFactory)
    user = factory.SubFactory(UserFactory)
    strength = 3


class ProductFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Product

    name = factory.Sequence(lambda n: f"Product {n}")
    name_key = factory.LazyAttribute(lambda o: o.name.lower().replace(" ", ""))


class OpportunityFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Opportunity

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Deal {n}")


class ContractFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Contract

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Contract {n}")
    ends_on = TODAY + timedelta(days=200)


class IssueFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Issue

    account = factory.SubFactory(AccountFactory)
    title = factory.Sequence(lambda n: f"Issue {n}")
    opened_on = TODAY


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = planning.Plan

    account = factory.SubFactory(AccountFactory)
    name = "2026"
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)
    stage_since = date(2026, 1, 1)


class ExitFactory(DjangoModelFactory):
    class Meta:
        model = planning.ExitDecision

    account = factory.SubFactory(AccountFactory)
    reason = "Too small for the effort"
    handover_on = TODAY + timedelta(days=30)
    proposed_on = TODAY


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = planning.Objective

    account = factory.SelfAttribute("plan.account")
    plan = factory.SubFactory(PlanFactory)
    title = factory.Sequence(lambda n: f"Objective {n}")


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = planning.Action

    account = factory.SubFactory(AccountFactory)
    title = factory.Sequence(lambda n: f"Action {n}")


class RiskFactory(DjangoModelFactory):
    class Meta:
        model = planning.Risk

    account = factory.SubFactory(AccountFactory)
    title = factory.Sequence(lambda n: f"Risk {n}")


class ResourceFactory(DjangoModelFactory):
    class Meta:
        model = planning.Resource

    account = factory.SelfAttribute("plan.account")
    plan = factory.SubFactory(PlanFactory)
    asked_by = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Resource {n}")


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = reviews.Review

    account = factory.SubFactory(AccountFactory)
    lead = factory.SubFactory(UserFactory)
    due_on = TODAY


class AssessmentFactory(DjangoModelFactory):
    class Meta:
        model = scoring.Assessment

    account = factory.SubFactory(AccountFactory)
    by = factory.SubFactory(UserFactory)
    made_on = TODAY


class WaveFactory(DjangoModelFactory):
    class Meta:
        model = scoring.Wave

    account = factory.SubFactory(AccountFactory)
    name = "Spring"
    opens_on = TODAY
    closes_on = TODAY + timedelta(days=30)


class InterestFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Interest

    stakeholder = factory.SubFactory(StakeholderFactory)
    text = "wants shorter set-up times"


class InfluenceLineFactory(DjangoModelFactory):
    class Meta:
        model = accounts.InfluenceLine

    source = factory.SubFactory(StakeholderFactory)
    target = factory.SubFactory(StakeholderFactory, account=factory.SelfAttribute("..source.account"))


class RevenueFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Revenue

    account = factory.SubFactory(AccountFactory)
    month = TODAY.replace(day=1)
    amount = 1_000


class CellFactory(DjangoModelFactory):
    class Meta:
        model = accounts.WhiteSpaceCell

    account = factory.SubFactory(AccountFactory)
    product = factory.SubFactory(ProductFactory)


class GapFactory(DjangoModelFactory):
    class Meta:
        model = accounts.AccountGap

    account = factory.SubFactory(AccountFactory)
    rule = "G05"
    severity = "red"
    opened_on = TODAY
    last_seen_on = TODAY


class CompetitorFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Competitor

    account = factory.SubFactory(AccountFactory)
    name = factory.Sequence(lambda n: f"Rival {n}")


class InteractionFactory(DjangoModelFactory):
    class Meta:
        model = accounts.Interaction

    account = factory.SubFactory(AccountFactory)
    author = factory.SubFactory(UserFactory)
    happened_on = TODAY
    summary = "They liked the pilot."


def knowledge_rows(account: Any) -> list[Any]:
    """One row of every section of the customer page."""
    named = ("CustomerGoal", "Need", "Trend", "Improvement", "ValueCase", "ValueProof", "Strength", "Idea")
    rows = [getattr(accounts, name).objects.create(account=account, title=f"One {name}") for name in named]
    return [*rows, accounts.AccountFinancial.objects.create(account=account, year=TODAY.year)]


def unknown_rows(account: Any, plan: Any) -> list[Any]:
    """An assumption, a gap in what we know, a target."""
    return [
        planning.Assumption.objects.create(account=account, plan=plan, title="They have a budget"),
        planning.KnowledgeGap.objects.create(account=account, plan=plan, title="Who decides"),
        planning.GrowthTarget.objects.create(account=account, plan=plan, year=TODAY.year, amount=1),
    ]
