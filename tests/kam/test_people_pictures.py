"""The four pictures of a map: nothing on top of anything else, whatever the people, and the same again."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from kam.lib.charts.people import (
    Colleague,
    Line,
    MapPerson,
    Scene,
    Tie,
    coverage_chart,
    grid_chart,
    org_chart,
    web_chart,
)
from kam.lib.charts.people.people import bosses

NAMES = ("Anna Berg", "陈建国", "Maximiliane von und zu Hohenstein-Wittgenstein", "Bo")
LINES = ("influences", "conflicts", "reports")


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """5 to 150 people, any reporting lines (circles too), up to four legal entities, links and lines."""
    count = draw(st.sampled_from((5, 12, 40, 150)))
    dice = draw(st.randoms(use_true_random=False))
    shape = draw(st.sampled_from(("tree", "flat", "wild", "chain")))

    def boss(at: int) -> int | None:
        if shape == "flat" or (shape != "wild" and at == 1):
            return None
        if shape == "chain":
            return at - 1
        return dice.randint(1, count) if shape == "wild" else dice.randint(1, max(1, at // 4))

    people = tuple(
        MapPerson(
            id=at,
            name=dice.choice(NAMES),
            title=dice.choice(("", "Head of purchasing")),
            entity=dice.choice(("", "North GmbH", "South Ltd", "West SA")),
            boss=boss(at),
            influence=dice.choice((None, 1, 2, 3, 4, 5)),
            stance=dice.choice((None, -2, -1, 0, 1, 2)),
            strength=dice.choice((None, 0, 3, 5)),
        )
        for at in range(1, count + 1)
    )
    ours = tuple(Colleague(at, f"Our {at}") for at in range(dice.randint(0, 9)))
    pairs = {(dice.randint(1, count), one.id) for one in ours for _ in range(8)}
    ties = tuple(Tie(person, one, dice.randint(0, 5), dice.choice((None, 4))) for person, one in sorted(pairs))
    lines = tuple(
        Line(source, target, dice.choice(LINES))
        for source, target in ((dice.randint(1, count), dice.randint(1, count)) for _ in range(20))
        if source != target
    )
    return Scene(people=people, colleagues=ours, ties=ties, lines=lines)


def clashes(boxes):
    """Pairs that share more than a hair's breadth."""
    return [(a, b) for a, b in combinations(boxes, 2) if a.overlap(b) > 0.5]


def is_inside(box, x, y, width, height):
    """Whether a box lies within a rectangle."""
    right, bottom = box.x + box.width, box.y + box.height
    return box.x >= x - 0.2 and box.y >= y - 0.2 and right <= x + width + 0.2 and bottom <= y + height + 0.2


@settings(max_examples=25, deadline=None)
@given(scenes())
def test_org_view_draws_everybody_once_and_nothing_overlaps(scene):
    chart = org_chart(scene)
    assert sorted(card.person.id for card in chart.cards) == [person.id for person in scene.people]
    assert not clashes([card.box for card in chart.cards])
    assert not clashes([frame.box for frame in chart.frames])
    assert all(is_inside(card.box, 0, 0, chart.width, chart.height) for card in chart.cards)
    assert sum(frame.count for frame in chart.frames) in {0, len(scene.people)}
    assert len(chart.table.rows) == len(scene.people)


@settings(max_examples=25, deadline=None)
@given(scenes())
def test_influence_view_keeps_people_apart_and_draws_every_line_between_them(scene):
    chart = web_chart(scene)
    shown = {person.id for person in scene.people if (person.influence or 0) >= 3}
    assert {node.person.id for node in chart.nodes} == shown
    assert not clashes([node.box for node in chart.nodes] + [one.box for one in chart.ours])
    assert all(is_inside(node.box, 0, 0, chart.width, chart.height) for node in chart.nodes)
    drawn = [line for line in scene.lines if {line.source, line.target} <= shown]
    assert len([wire for wire in chart.wires if wire.kind != "tie"]) == len(drawn)


@settings(max_examples=25, deadline=None)
@given(scenes())
def test_power_grid_has_a_place_for_everybody_in_the_right_cell(scene):
    chart = grid_chart(scene)
    cells = {(cell.stance, cell.influence): cell for cell in chart.cells}
    assert len(chart.chips) == len(scene.people)
    assert not clashes([chip.box for chip in chart.chips])
    assert not clashes([cell.box for cell in chart.cells])
    for chip in chart.chips:
        cell = cells[chip.person.stance, chip.person.influence]
        assert is_inside(chip.box, cell.x, cell.y, cell.width, cell.height)


@settings(max_examples=25, deadline=None)
@given(scenes())
def test_coverage_has_a_square_for_every_pair(scene):
    chart = coverage_chart(scene)
    assert len(chart.squares) == len(scene.people) * len(scene.colleagues)
    assert len({(square.x, square.y) for square in chart.squares}) == len(chart.squares)
    assert len([square for square in chart.squares if not square.is_empty]) == len(scene.ties)


@settings(max_examples=10, deadline=None)
@given(scenes())
def test_pictures_are_the_same_whatever_the_order_of_the_people(scene):
    turned = Scene(tuple(reversed(scene.people)), tuple(reversed(scene.colleagues)), scene.ties, scene.lines)
    assert org_chart(scene).cards == org_chart(turned).cards
    assert web_chart(scene).nodes == web_chart(turned).nodes
    assert {chip.person.id: (chip.x, chip.y) for chip in grid_chart(scene).chips} == {
        chip.person.id: (chip.x, chip.y) for chip in grid_chart(turned).chips
    }


def test_a_circle_of_bosses_is_cut_at_its_most_influential_person():
    people = [MapPerson(id=1, name="A", boss=3), MapPerson(id=2, name="B", boss=1), MapPerson(id=3, name="C", boss=2)]
    people[1] = MapPerson(id=2, name="B", boss=1, influence=5)
    assert bosses(people) == {1: 3, 2: None, 3: 2}


def test_a_second_boss_is_joined_by_a_dotted_line():
    people = (MapPerson(id=1, name="Chief"), MapPerson(id=2, name="Other"), MapPerson(id=3, name="Both", boss=1))
    lines = (Line(3, 2, "reports"), Line(3, 1, "influences"))
    chart = org_chart(Scene(people, lines=lines))
    other, both = (next(card for card in chart.cards if card.person.id == own) for own in (2, 3))
    (path,) = chart.dotted
    assert path.startswith(f"M{other.x + other.width / 2} {other.y + other.height}C")
    assert path.endswith(f" {both.x + both.width / 2} {both.y}")
    assert "dotted: reports informally to" in [str(entry.label) for entry in chart.legend]
    assert org_chart(Scene(people)).dotted == ()


def test_a_boss_in_another_legal_entity_is_joined_by_a_line_across():
    people = (
        MapPerson(id=1, name="Head", entity="Holding"),
        MapPerson(id=2, name="Plant", entity="Plant GmbH", boss=1),
        MapPerson(id=3, name="Shift", boss=2),
    )
    chart = org_chart(Scene(people))
    assert {frame.name: frame.count for frame in chart.frames} == {"Plant GmbH": 2, "Holding": 1}
    assert [frame.name for frame in chart.frames] == ["Holding", "Plant GmbH"]  # who leads comes first
    assert len(chart.across) == 1


def test_small_maps_stay_small():
    chart = org_chart(Scene(tuple(MapPerson(id=at, name="A", boss=1 if at > 1 else None) for at in range(1, 6))))
    assert chart.width < 700
    assert chart.height < 420


def test_who_may_not_see_stances_gets_no_stance_in_any_picture():
    scene = Scene((MapPerson(id=1, name="A", influence=5, stance=-2, is_open=False),))
    assert scene.people[0].band == "unknown"
    assert "Opponent" not in repr(org_chart(scene).table) + repr(grid_chart(scene).table) + scene.people[0].hint
