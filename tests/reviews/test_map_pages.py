"""The map on paper: whatever its size, nobody is missing and everything can be read."""

import pytest

from kam.lib.charts.people import Colleague, Line, MapPerson, Scene, Tie
from reviews.map_pages import ON_ONE_PAGE, is_legible, pictures_of


def scene_of(count, entities, *, chain=False):
    """People in legal entities whose heads report to the first of all."""
    people = []
    for at in range(1, count + 1):
        home = at % entities
        mine = [one.id for one in people if one.entity == f"Entity {home}"]
        boss = (mine[at * 7 % (1 + len(mine) // 4)] if not chain else mine[-1]) if mine else (1 if people else None)
        people.append(
            MapPerson(
                id=at, name=f"Somebody {at}", entity=f"Entity {home}", boss=boss,
                influence=(5, 4, 3, 3, 2, 1)[at * 5 % 11 % 6], stance=(-1, 0, 1, None)[at * 3 % 7 % 4],
            )
        )  # fmt: skip
    lines = tuple(Line(at, at + 1, "influences") for at in range(1, count - 1, 3))
    ties = tuple(Tie(at, 1, 3) for at in range(1, count, 2))
    return Scene(tuple(people), colleagues=(Colleague(1, "Mara"),), ties=ties, lines=lines)


@pytest.mark.parametrize(("count", "entities"), [(5, 1), (40, 2), (150, 1), (150, 5)])
def test_every_page_can_be_read_and_names_everybody(count, entities):
    scene = scene_of(count, entities)
    pictures = pictures_of(scene, sensitive=True)
    assert all(is_legible(picture.chart) for picture in pictures if "org" not in picture.template)
    for template, part in (("org", "cards"), ("grid", "chips"), ("coverage", "rows"), ("influence", "nodes")):
        drawn = {
            one.person.id
            for found in pictures
            if f"/{template}.html" in found.template
            for one in getattr(found.chart, part)
        }
        wanted = {one.id for one in scene.people if template != "influence" or one.influence >= 3}
        assert drawn == wanted, template
    trees = [picture.chart for picture in pictures if "org" in picture.template]
    assert all(is_legible(chart) or len(chart.cards) <= ON_ONE_PAGE for chart in trees)
    assert all(len({card.person.boss for card in chart.cards} - {None}) > 0 for chart in trees if len(chart.cards) > 1)
    assert not [found for found in pictures_of(scene, sensitive=False) if "grid" in found.template]


def test_a_small_map_stays_on_one_page_a_picture():
    titles = [picture.title for picture in pictures_of(scene_of(12, 2), sensitive=True)]
    assert titles == ["Who reports to whom", "Who sways whom", "Stance and influence", "Who of us covers whom"]


def test_a_chain_of_bosses_ends():
    drawn = pictures_of(scene_of(60, 1, chain=True), sensitive=True)
    assert {card.person.id for found in drawn if "org" in found.template for card in found.chart.cards} == set(
        range(1, 61)
    )
