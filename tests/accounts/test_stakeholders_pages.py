"""The map and the page of a person: who sees what, filters, several people at once, how much is asked."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, DecisionRole, Stakeholder
from tests.factories import InteractionFactory, InterestFactory, LinkFactory, StakeholderFactory, UnitFactory

SENSITIVE_WORDS = ("Advocate", "said yes in May", "Rivalis", "likes sailing", "fears for the job")


@pytest.fixture
def person(org):
    today = timezone.localdate()
    person = StakeholderFactory(
        account=org.account,
        name="Anna Berg",
        title="Head of purchasing",
        influence=5,
        decision_roles=[DecisionRole.ECONOMIC_BUYER],
        stance=2,
        stance_on=today,
        stance_by=org.manager,
        stance_evidence="said yes in May",
        rival_preferred="Rivalis",
        notes="likes sailing",
    )
    LinkFactory(stakeholder=person, user=org.member, strength=4, is_primary=True, last_contact_on=today)
    InterestFactory(stakeholder=person, kind="threat", text="fears for the job")
    return person


def map_of(org):
    return reverse("accounts:account-map", args=[org.account.pk])


def test_map_shows_people_grid_and_gaps_to_the_team(client, org, person):
    client.force_login(org.member)
    answer = client.get(map_of(org))
    html = answer.content.decode()
    assert ("Anna Berg" in html, "Advocate" in html, "Who reports to whom" in html) == (True, True, True)
    assert [line.gap.id for line in answer.context["map"].gaps] == ["G15", "G03", "G04", "G10", "G12", "G19"]
    assert answer.context["map"].hidden_gaps == 0


@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_map_keeps_stances_from_who_may_not_see_them(client, org, person, role):
    client.force_login(getattr(org, role))
    answer = client.get(map_of(org))
    html = answer.content.decode()
    assert "Anna Berg" in html
    assert not [word for word in SENSITIVE_WORDS if word in html]
    assert "shown to the account team and its sponsor" in client.get(map_of(org), {"view": "grid"}).content.decode()
    assert (answer.context["map"].is_open, answer.context["map"].hidden_gaps) == (False, 3)
    assert [line.stance for line in answer.context["map"].lines] == [None]


def test_map_of_nobody_says_how_to_start(client, org):
    client.force_login(org.manager)
    html = client.get(map_of(org)).content.decode()
    assert "Nobody is on the map yet" in html
    client.force_login(org.auditor)
    assert "Add the first person" not in client.get(map_of(org)).content.decode()


def test_map_is_invisible_to_a_stranger(client, org):
    client.force_login(org.stranger)
    assert client.get(map_of(org)).status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Anna Berg", "Bo", "Cy"]),
        ({"q": "PURCH"}, ["Anna Berg"]),
        ({"role": "economic_buyer"}, ["Anna Berg"]),
        ({"unit": "dairy"}, ["Bo"]),
        ({"owner": "member"}, ["Anna Berg"]),
        ({"status": "left"}, ["Dan"]),
        ({"status": "all", "sort": "-name"}, ["Dan", "Cy", "Bo", "Anna Berg"]),
        ({"sort": "influence"}, ["Cy", "Bo", "Anna Berg"]),
        ({"role": "nonsense", "unit": "99999"}, ["Anna Berg", "Bo", "Cy"]),
    ],
)
def test_map_is_narrowed_by_its_address(client, org, person, query, names):
    dairy = UnitFactory(account=org.account, name="Dairy")
    StakeholderFactory(account=org.account, name="Bo", unit=dairy, influence=3)
    StakeholderFactory(account=org.account, name="Cy", influence=1)
    StakeholderFactory(account=org.account, name="Dan", status="left")
    values = {"dairy": dairy.pk, "member": org.member.pk}
    client.force_login(org.manager)
    answer = client.get(map_of(org), {name: values.get(value, value) for name, value in query.items()})
    assert [line.name for line in answer.context["map"].lines] == names


def test_filtering_answers_the_table_alone(client, org, person):
    client.force_login(org.manager)
    html = client.get(map_of(org), {"q": "nobody"}, headers={"HX-Request": "true", "HX-Target": "people"}).content
    assert html.decode().strip().startswith('<div id="people"')
    assert "Nobody fits these filters" in html.decode()


def test_page_of_a_person_shows_everything_to_the_team(client, org, person):
    InteractionFactory(account=org.account, author=org.manager, summary="Liked the pilot").stakeholders.add(person)
    client.force_login(org.manager)
    html = client.get(person.get_absolute_url()).content.decode()
    assert not [word for word in (*SENSITIVE_WORDS, "Liked the pilot", "Mina Member") if word not in html]


@pytest.mark.parametrize("role", ["leader", "auditor"])
def test_page_of_a_person_keeps_what_is_sensitive(client, org, person, role):
    client.force_login(getattr(org, role))
    answer = client.get(person.get_absolute_url())
    assert not [word for word in SENSITIVE_WORDS if word in answer.content.decode()]
    assert (answer.context["person"].judgement, answer.context["person"].interests) == (None, None)
    assert not AuditEvent.objects.filter(verb="stakeholder.read").exists()


def test_reading_a_person_is_recorded_once_and_not_in_the_timeline(client, org, person):
    client.force_login(org.sponsor)
    client.get(person.get_absolute_url())
    client.get(person.get_absolute_url())
    event = AuditEvent.objects.get(verb="stakeholder.read")
    assert (event.by, event.account) == (org.sponsor, org.account)


def test_page_of_a_person_as_a_panel_offers_what_the_reader_may_do(client, org, person):
    panel = {"HX-Request": "true", "HX-Target": "side"}
    client.force_login(org.manager)
    assert "Add link" in client.get(person.get_absolute_url(), headers=panel).content.decode()
    client.force_login(org.auditor)
    assert "Add link" not in client.get(person.get_absolute_url(), headers=panel).content.decode()


def test_page_of_a_person_is_invisible_to_a_stranger(client, org, person):
    client.force_login(org.stranger)
    assert client.get(person.get_absolute_url()).status_code == 404


def test_leader_edits_a_person_without_touching_the_judgement(client, org, person):
    client.force_login(org.leader)
    url = reverse("accounts:stakeholder-edit", args=[person.pk])
    assert not [word for word in SENSITIVE_WORDS if word in client.get(url).content.decode()]
    form = {"name": "Anna Lind", "status": "active", "currency": "EUR", "version": 1, "stance": -2, "notes": "x"}
    assert client.post(url, form).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.stance, person.notes) == ("Anna Lind", 2, "likes sailing")


def test_a_stance_without_evidence_is_asked_back(client, org):
    client.force_login(org.manager)
    url = reverse("accounts:stakeholder-create", args=[org.account.pk])
    answer = client.post(url, {"name": "Bo", "status": "active", "currency": "EUR", "stance": 1})
    assert answer.status_code == 422
    assert "shows this stance" in answer.context["form"].errors["stance_evidence"][0]


def test_a_circle_in_the_reporting_line_is_named(client, org, person):
    bo = StakeholderFactory(account=org.account, name="Bo", reports_to=person)
    client.force_login(org.manager)
    url = reverse("accounts:stakeholder-edit", args=[person.pk])
    form = {"name": "Anna Berg", "status": "active", "currency": "EUR", "version": 1, "reports_to": bo.pk}
    answer = client.post(url, form)
    assert answer.status_code == 422
    assert "Anna Berg → Bo → Anna Berg" in answer.context["form"].errors["reports_to"][0]


def test_people_and_units_of_other_accounts_cannot_be_chosen(client, org, person):
    client.force_login(org.manager)
    url = reverse("accounts:stakeholder-edit", args=[person.pk])
    form = {"name": "Anna", "status": "active", "currency": "EUR", "version": 1}
    foreign = {"reports_to": StakeholderFactory().pk, "unit": UnitFactory().pk}
    answer = client.post(url, {**form, **foreign})
    assert sorted(answer.context["form"].errors) == ["reports_to", "unit"]


def test_new_person_takes_role_and_unit_from_the_address(client, org):
    client.force_login(org.manager)
    url = reverse("accounts:stakeholder-create", args=[org.account.pk])
    form = client.get(url, {"decision_roles": "economic_buyer"}).context["form"]
    assert form["decision_roles"].initial == "economic_buyer"
    assert str(form["decision_roles"]).count("checked") == 1


def test_a_person_named_elsewhere_is_kept_with_a_hint(client, org, person):
    InteractionFactory(account=org.account, author=org.manager).stakeholders.add(person)
    client.force_login(org.manager)
    answer = client.post(reverse("accounts:stakeholder-delete", args=[person.pk]), follow=True)
    assert "Set the status to Left or Moved instead." in str(next(iter(answer.context["messages"])))
    assert Stakeholder.objects.filter(pk=person.pk).exists()


def test_stance_is_confirmed_by_who_sees_it(client, org, person):
    url = reverse("accounts:stance-confirm", args=[person.pk])
    client.force_login(org.leader)
    assert client.post(url).status_code == 403
    client.force_login(org.sponsor)
    assert client.post(url).status_code == 403
    client.force_login(org.member)
    assert client.post(url).status_code == 302
    person.refresh_from_db()
    assert person.stance_by == org.member


def test_interests_are_refused_to_who_may_not_see_them(client, org, person):
    client.force_login(org.leader)
    interest = person.interests.get()
    assert client.get(reverse("accounts:interest-create", args=[person.pk])).status_code == 403
    assert client.get(reverse("accounts:interest-edit", args=[interest.pk])).status_code == 403
    assert client.post(reverse("accounts:interest-delete", args=[interest.pk])).status_code == 403


def test_link_is_added_edited_and_made_once(client, org, person):
    client.force_login(org.manager)
    url = reverse("accounts:link-create", args=[person.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"user": org.manager.pk, "strength": 2, "is_primary": "on"}).status_code == 302
    link = person.links.get(user=org.manager)
    assert (link.is_primary, person.links.get(user=org.member).is_primary) == (True, False)
    answer = client.post(url, {"user": org.manager.pk, "strength": 3})
    assert (answer.status_code, "has a link to the person already" in answer.content.decode()) == (422, True)
    edit = reverse("accounts:link-edit", args=[link.pk])
    assert (
        client.post(edit, {"strength": 4, "version": link.version, "last_contact_on": "2999-01-01"}).status_code == 422
    )
    assert client.post(edit, {"strength": 4, "version": link.version}).status_code == 302
    link.refresh_from_db()
    assert link.strength == 4


def test_link_is_deleted_and_brought_back(client, org, person):
    client.force_login(org.manager)
    link = person.links.get()
    answer = client.post(reverse("accounts:link-delete", args=[link.pk]), follow=True)
    assert not person.links.exists()
    client.post(next(iter(answer.context["messages"])).extra_tags)
    assert person.links.get().strength == 4


def test_pasted_people_are_shown_first_then_added(client, org, person):
    client.force_login(org.manager)
    url = reverse("accounts:stakeholder-paste", args=[org.account.pk])
    text = "Bo Lund, Buyer\n李伟，采购总监\n\nanna berg, Buyer\nBo Lund\tagain\n"
    answer = client.post(url, {"text": text})
    understood = [(one.name, one.title, one.is_known) for one in answer.context["people"]]
    assert understood == [("Bo Lund", "Buyer", False), ("李伟", "采购总监", False), ("anna berg", "Buyer", True)]
    assert org.account.stakeholders.count() == 1
    client.post(url, {"text": text, "add": "1"})
    assert sorted(org.account.stakeholders.values_list("name", "title"))[1:] == [
        ("Bo Lund", "Buyer"),
        ("李伟", "采购总监"),
    ]


@pytest.mark.parametrize(("text", "said"), [(" , \n", "no name"), ("A\n" * 201, "more than 200"), ("x" * 121, "120")])
def test_pasted_nonsense_is_refused(client, org, text, said):
    client.force_login(org.manager)
    answer = client.post(reverse("accounts:stakeholder-paste", args=[org.account.pk]), {"text": text, "add": "1"})
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_map_query_count(client, org, rows, django_assert_num_queries):
    for _ in range(rows):
        LinkFactory(
            stakeholder__account=org.account, user=org.member, stakeholder__unit=UnitFactory(account=org.account)
        )
    client.force_login(org.manager)
    client.get(map_of(org))
    with django_assert_num_queries(10):
        client.get(map_of(org))


@pytest.mark.parametrize("rows", [1, 3])
def test_person_query_count(client, org, person, rows, django_assert_num_queries):
    for _ in range(rows):
        LinkFactory(stakeholder=person)
        InterestFactory(stakeholder=person)
        InteractionFactory(account=org.account).stakeholders.add(person, StakeholderFactory(account=org.account))
    client.force_login(org.manager)
    client.get(person.get_absolute_url())
    with django_assert_num_queries(12):
        client.get(person.get_absolute_url())


@pytest.mark.parametrize("rows", [1, 3])
def test_unit_list_query_count(client, org, rows, django_assert_num_queries):
    parent = UnitFactory(account=org.account, name="Group")
    for _ in range(rows):
        StakeholderFactory(account=org.account, unit=UnitFactory(account=org.account, parent=parent))
    client.force_login(org.manager)
    url = reverse("accounts:unit-list", args=[org.account.pk])
    client.get(url)
    with django_assert_num_queries(4):
        answer = client.get(url)
    assert [unit.people for unit in answer.context["page"].rows] == [0] + [1] * rows
