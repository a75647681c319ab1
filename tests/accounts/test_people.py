"""People and teams of our own organisation, and what each sets for themselves."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEvent, Role, Team, User
from accounts.selectors.people import team_tree
from accounts.services.people import person_deactivate, person_update
from accounts.services.teams import team_create, team_update
from tests.factories import AccountFactory, UserFactory

PEOPLE = "/people/"


def person_values(**changes):
    base = {"name": "Nora New", "email": "Nora@Example.com", "role": "manager", "language": "en"}
    return {**base, "time_zone": "Europe/Berlin", "weekly_hours": 40, **changes}


@pytest.fixture
def admin(client, org):
    client.force_login(org.administrator)
    return client


# ---------------------------------------------------------------- the list


@pytest.mark.parametrize("rows", [1, 3])
def test_people_query_count(client, org, rows, django_assert_num_queries):
    UserFactory.create_batch(rows, team=org.berlin)
    client.force_login(org.administrator)
    with django_assert_num_queries(4):
        client.get(PEOPLE)


@pytest.mark.parametrize(
    ("who", "status"),
    [("administrator", 200), ("leader", 200), ("auditor", 200), ("manager", 403), ("member", 403), ("sponsor", 403)],
)
def test_people_are_listed_for_those_who_may(client, org, who, status):
    client.force_login(getattr(org, who))
    assert client.get(PEOPLE).status_code == status
    assert client.get("/teams/").status_code == status


def test_people_are_narrowed(admin, org):
    UserFactory(name="Imre Imported", is_active=False, team=org.south)

    def names(**query):
        return [person.name for person in admin.get(PEOPLE, query).context["listing"].rows]

    assert names(q="mara") == ["Mara Manager"]
    assert names(q="SPONSOR@") == ["Sven Sponsor"]
    assert names(role="leader") == ["Lars Leader"]
    assert names(team=org.north.pk) == ["Lars Leader", "Mara Manager", "Mina Member"]
    assert names(state="waiting") == ["Imre Imported"]
    assert "Nobody matches" in admin.get(PEOPLE, {"q": "zzz"}).content.decode()


def test_htmx_gets_the_rows_alone(admin):
    response = admin.get(PEOPLE, headers={"HX-Request": "true", "HX-Target": "person-rows"})
    assert "<html" not in response.content.decode()


# ---------------------------------------------------------------- entering and editing


def test_a_new_person_gets_a_link_that_lets_them_choose_a_password(
    admin, client, org, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        admin.post("/people/new/", person_values(team=org.berlin.pk))
    person = User.objects.get(email="nora@example.com")
    assert (person.role, person.team, person.is_active, person.has_usable_password()) == (
        "manager",
        org.berlin,
        True,
        False,
    )
    assert AuditEvent.objects.get(verb="user.created").by == org.administrator
    assert [message.to for message in mail.outbox] == [["nora@example.com"]]
    link = re.search(rf"{settings.KAM_URL}(/\S+)", mail.outbox[0].body)
    assert link is not None
    client.logout()
    assert "password" in client.get(link.group(1), follow=True).content.decode()


def test_the_link_is_written_in_the_language_of_the_person(admin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        admin.post("/people/new/", person_values(language="zh-hans"))
    assert User.objects.get(email="nora@example.com").language == "zh-hans"
    assert len(mail.outbox) == 1


def test_entering_refuses_a_known_address_and_a_leader_without_a_team(admin, org):
    response = admin.post("/people/new/", person_values(email="MANAGER@example.com", role="leader"))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"email", "team"}


def test_a_person_is_edited_with_a_trace(admin, org):
    url = reverse("accounts:person-edit", args=[org.member.pk])
    assert admin.get(url).status_code == 200
    admin.post(url, person_values(name="Mina Miller", email="mina@example.com", role="manager", team=org.south.pk))
    person = User.objects.get(pk=org.member.pk)
    assert (person.name, person.email, person.role, person.team) == (
        "Mina Miller",
        "mina@example.com",
        "manager",
        org.south,
    )
    event = AuditEvent.objects.get(verb="user.updated")
    assert event.changes["role"] == ["member", "manager"]


def test_the_last_administrator_stays(admin, org):
    url = reverse("accounts:person-edit", args=[org.administrator.pk])
    response = admin.post(url, person_values(email="administrator@example.com", role="member"))
    assert response.status_code == 422
    assert User.objects.get(pk=org.administrator.pk).role == Role.ADMINISTRATOR
    other = UserFactory(role=Role.ADMINISTRATOR)
    with pytest.raises(ValidationError):
        person_deactivate(person=other, by=other)
    person_deactivate(person=other, by=org.administrator)
    with pytest.raises(ValidationError):
        person_deactivate(person=org.administrator, by=org.leader)


def test_who_is_no_administrator_any_more_loses_djangos_administration(org):
    boss = User.objects.create_superuser("boss@example.com", "x", name="Boss")
    person_update(person=boss, changes={"role": Role.MEMBER}, by=org.administrator)
    assert User.objects.get(pk=boss.pk).is_superuser is False


def test_access_is_taken_away_and_ends_the_session(client, admin, org):
    other = type(client)()
    other.force_login(org.member)
    assert other.get("/profile/").status_code == 200
    admin.post(reverse("accounts:person-deactivate", args=[org.member.pk]))
    assert User.objects.get(pk=org.member.pk).is_active is False
    assert other.get("/profile/").status_code == 302
    assert AuditEvent.objects.get(verb="user.sent_away").changes == {"is_active": [True, False]}


def test_an_imported_person_is_let_in(admin, org, django_capture_on_commit_callbacks):
    person = UserFactory(name="Imre", email="imre@import.invalid", is_active=False)
    url = reverse("accounts:person-let-in", args=[person.pk])
    assert admin.post(url, {"email": "manager@example.com"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(url, {"email": "Imre@Example.com"})
    person.refresh_from_db()
    assert (person.is_active, person.email) == (True, "imre@example.com")
    assert mail.outbox[0].to == ["imre@example.com"]


def test_a_person_page_says_what_they_are_in_charge_of(admin, org):
    html = admin.get(reverse("accounts:person-edit", args=[org.manager.pk])).content.decode()
    assert "manages 1 account" in html


@pytest.mark.parametrize("path", ["/people/new/", "/people/1/", "/teams/new/", "/teams/1/"])
def test_only_administrators_change_people_and_teams(client, org, path):
    for who in ("leader", "auditor", "manager"):
        client.force_login(getattr(org, who))
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("name", ["person-let-in", "person-deactivate", "team-delete"])
def test_changes_are_refused_to_others_and_to_get(client, admin, org, name):
    url = reverse(f"accounts:{name}", args=[1])
    assert admin.get(url).status_code == 405
    client.force_login(org.leader)
    assert client.post(url).status_code == 403


# ---------------------------------------------------------------- teams


def paths() -> dict[str, str]:
    return dict(Team.objects.values_list("name", "path"))


def test_a_moved_team_takes_everything_below_along(org):
    north, south = org.north, org.south
    crew = team_create(name="Crew", parent=org.berlin, by=org.administrator)
    assert crew.path == f"/{north.pk}/{org.berlin.pk}/{crew.pk}/"
    team_update(team=org.berlin, name="Berlin", parent=south, by=org.administrator)
    assert paths() == {
        "North": f"/{north.pk}/",
        "South": f"/{south.pk}/",
        "Berlin": f"/{south.pk}/{org.berlin.pk}/",
        "Crew": f"/{south.pk}/{org.berlin.pk}/{crew.pk}/",
    }
    team_update(team=org.berlin, name="Berlin", parent=None, by=org.administrator)
    assert paths()["Crew"] == f"/{org.berlin.pk}/{crew.pk}/"


def test_moving_a_team_moves_what_its_leader_sees(client, org):
    team_update(team=org.berlin, name="Berlin", parent=org.south, by=org.administrator)
    client.force_login(org.leader)
    assert client.get(f"/accounts/{org.account.pk}/").status_code == 404


def test_a_team_cannot_stand_below_itself(admin, org):
    for parent in (org.north, org.berlin):
        with pytest.raises(ValidationError):
            team_update(team=org.north, name="North", parent=parent, by=org.administrator)
    url = reverse("accounts:team-edit", args=[org.north.pk])
    assert admin.post(url, {"name": "North", "parent": org.berlin.pk}).status_code == 422


def test_teams_are_entered_renamed_and_deleted(admin, org):
    admin.post("/teams/new/", {"name": "West", "parent": org.north.pk})
    west = Team.objects.get(name="West")
    assert west.path == f"/{org.north.pk}/{west.pk}/"
    admin.post(reverse("accounts:team-edit", args=[west.pk]), {"name": "Far West", "parent": org.north.pk})
    assert AuditEvent.objects.get(verb="team.updated").changes == {"name": ["West", "Far West"]}
    admin.post(reverse("accounts:team-delete", args=[west.pk]))
    assert not Team.objects.filter(pk=west.pk).exists()


def test_a_team_that_is_used_stays(admin, org):
    response = admin.post(reverse("accounts:team-delete", args=[org.berlin.pk]), follow=True)
    assert "stays, because it still has" in response.content.decode()
    assert Team.objects.filter(pk=org.berlin.pk).exists()


def test_team_tree_lists_children_below_their_parents(org, django_assert_num_queries):
    team_create(name="Amber", parent=org.north, by=None)
    User.objects.filter(pk=org.member.pk).update(is_active=False)
    with django_assert_num_queries(2):
        lines = team_tree()
    assert [(line.team.name, line.depth, line.people) for line in lines] == [
        ("North", 0, 3),
        ("Amber", 1, 0),
        ("Berlin", 1, 2),
        ("South", 0, 1),
    ]


def test_team_options_are_those_one_may_choose(client, org):
    client.force_login(org.leader)
    assert [option["label"] for option in client.get("/teams/options/", {"q": ""}).json()] == ["Berlin", "North"]
    client.force_login(org.administrator)
    assert [option["label"] for option in client.get("/teams/options/", {"q": "sou"}).json()] == ["South"]


# ---------------------------------------------------------------- one's own profile


def test_profile_is_kept_and_speaks_the_chosen_language(client, org):
    client.force_login(org.manager)
    assert client.get("/profile/").status_code == 200
    values = {"name": "Mara M.", "title": "KAM", "language": "zh-hans", "time_zone": "Asia/Shanghai", "theme": "dark"}
    response = client.post("/profile/", values, follow=True)
    person = User.objects.get(pk=org.manager.pk)
    assert (person.name, person.language, person.time_zone, person.theme) == (
        "Mara M.",
        "zh-hans",
        "Asia/Shanghai",
        "dark",
    )
    assert 'lang="zh-hans"' in response.content.decode()


def test_profile_refuses_what_is_no_zone_and_changes_no_role(client, org):
    client.force_login(org.manager)
    values = {"name": "", "language": "xx", "time_zone": "Nowhere", "theme": "pink", "role": "administrator"}
    response = client.post("/profile/", values)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "language", "time_zone", "theme"}
    client.post("/profile/", {**values, "name": "M", "language": "en", "time_zone": "UTC", "theme": "auto"})
    assert User.objects.get(pk=org.manager.pk).role == Role.MANAGER


def test_theme_is_remembered(client, org):
    client.force_login(org.manager)
    assert client.post("/profile/theme/", {"theme": "dark"}).status_code == 204
    assert User.objects.get(pk=org.manager.pk).theme == "dark"
    assert client.post("/profile/theme/", {"theme": "pink"}).status_code == 422
    assert 'data-theme="dark"' in client.get("/profile/").content.decode()


def test_zone_options_are_found_by_words(client, org):
    client.force_login(org.manager)
    found = client.get("/profile/zones/", {"q": "new york"}).json()
    assert found == [{"value": "America/New_York", "label": "America/New York"}]


def test_accounts_of_a_person_link_from_their_page(admin, org):
    AccountFactory(manager=org.manager)
    response = admin.get("/accounts/", {"view": "all", "manager": org.manager.pk})
    assert len(response.context["listing"].rows) == 2
