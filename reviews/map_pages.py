"""The pictures of the stakeholder map as pages of a printed plan."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.selectors.map_print import map_printed
from kam.lib.charts import Chart
from kam.lib.charts.people import Scene, coverage_chart, grid_chart, org_chart, web_chart
from kam.lib.charts.people.org import entities
from kam.lib.charts.people.people import MapPerson, Tie, bosses, children_of, ranked
from kam.lib.charts.people.web import LEAST
from reviews.selectors.documents import PlanContent

ROWS = 21  # of the coverage matrix on one page
ON_ONE_PAGE, ON_ONE_WEB = 25, 22  # people; in the influence view others may stand beside them
ROOM = (1050, 620)  # of a page lying on its side, in the units of the pictures
PAPER = (265, 145)  # millimetres that a picture may take up
WORDS, LEGIBLE = 12, 1.95  # the usual size of words in a picture, and what can be read on paper: 5.5 points


@dataclass(frozen=True)
class MapPicture:
    """A page of its own: the title, the template that draws the picture, and the picture."""

    title: str | Promise
    template: str
    chart: Chart


def map_pictures(content: PlanContent) -> list[MapPicture]:
    """Org view, influence view, power grid and coverage; without the right to stances neither grid nor lines."""
    scene = map_printed(content.account, sensitive=content.sensitive, day=content.as_of)
    return pictures_of(scene, sensitive=content.sensitive) if scene.people else []


def pictures_of(scene: Scene, *, sensitive: bool) -> list[MapPicture]:
    """The pages of a scene. What would be too small to read on one page is parted."""
    pictures = [*_trees(scene), *_webs(scene)]
    if sensitive:
        pictures += _grids(scene)
    if scene.colleagues:
        pictures += [
            MapPicture(_("Who of us covers whom"), "charts/people/coverage.html", coverage_chart(part))
            for part in _parts(scene)
        ]
    return pictures


def is_legible(chart: Chart) -> bool:
    """Whether words of the usual size can be read once the picture is as large as the paper lets it be."""
    return min(PAPER[0] / chart.width, PAPER[1] / chart.height) * WORDS >= LEGIBLE


def _trees(scene: Scene) -> list[MapPicture]:
    """One picture of everybody, or one for each legal entity, or for the branches of one, where that can be read."""
    title, template = _("Who reports to whom"), "charts/people/org.html"
    groups = entities(scene.people)
    whole = org_chart(scene, room=ROOM)
    if len(scene.people) <= ON_ONE_PAGE or (len(groups) == 1 and is_legible(whole)):
        return [MapPicture(title, template, whole)]
    return [
        MapPicture(f"{title} · {part}", template, chart)
        for name, rows in groups.items()
        for part, chart in _numbered(_group_name(name, groups), _branches(scene, tuple(rows)))
    ]


def _branches(scene: Scene, people: tuple[MapPerson, ...]) -> list[Chart]:
    """The people as one tree, or as several pages of branches, each below the one whom all of them report to."""
    chart = org_chart(replace(scene, people=people), room=ROOM)
    if is_legible(chart) or len(people) <= ON_ONE_PAGE:
        return [chart]
    below = children_of(people, bosses(people))
    pages = _pages(below[None], below)
    return [org_chart(replace(scene, people=tuple(page)), room=ROOM) for page in pages]


def _pages(heads: list[MapPerson], below: dict[int | None, list[MapPerson]]) -> list[list[MapPerson]]:
    """These people and all below them in pages; a page after the first repeats whom its branches report to."""
    above: list[MapPerson] = []
    while len(heads) == 1 and len(above) < ON_ONE_PAGE - 1:
        above.append(heads[0])
        heads = below.get(heads[0].id, [])
    branches = [_tree(head, below) for head in heads]
    pages = [list(above)]
    later: list[MapPerson] = []
    for branch in branches:
        part = branch
        if len(branch) > ON_ONE_PAGE:  # it has pages of its own
            part = branch[:1]
            later += part
        page = next((page for page in pages if len(page) + len(part) <= ON_ONE_PAGE), None)
        if page is None:
            pages.append(page := above[-1:])
        page += part
    return [page for page in pages if page] + [page for head in later for page in _pages([head], below)]


def _tree(head: MapPerson, below: dict[int | None, list[MapPerson]]) -> list[MapPerson]:
    found = [head]
    for one in found:
        found += below.get(one.id, [])
    return found


def _webs(scene: Scene) -> list[MapPicture]:
    """Who sways whom: all of them, or the most influential, then the others with those whom they are joined to."""
    title, template = _("Who sways whom"), "charts/people/influence.html"
    whole = web_chart(scene)
    if whole.is_empty:
        return []
    upper = [person for person in ranked(scene.people) if (person.influence or 0) > LEAST]
    heard = [person for person in ranked(scene.people) if person.influence == LEAST]
    if is_legible(whole):
        return [MapPicture(title, template, whole)]
    pages = []
    for rows in (upper, heard):
        size = ceil(len(rows) / ceil(len(rows) / ON_ONE_WEB)) if rows else 1
        for at in range(0, len(rows), size):
            part = rows[at : at + size]
            pages.append([*part, *_joined(scene, part, upper)])
    charts = [web_chart(replace(scene, people=tuple(page))) for page in pages]
    return [MapPicture(name, template, chart) for name, chart in _numbered(title, charts)]


def _joined(scene: Scene, part: Sequence[MapPerson], upper: Sequence[MapPerson]) -> list[MapPerson]:
    """Who else of the most influential is joined to these people by a line."""
    ids = {person.id for person in part}
    ends = {end for line in scene.lines if ids & {line.source, line.target} for end in (line.source, line.target)}
    return [person for person in upper if person.id in ends - ids]


def _grids(scene: Scene) -> list[MapPicture]:
    title, template = _("Stance and influence"), "charts/people/grid.html"
    whole, groups = grid_chart(scene), entities(scene.people)
    if is_legible(whole):
        return [MapPicture(title, template, whole)]
    return [
        MapPicture(f"{title} · {part}", template, chart)
        for name, rows in groups.items()
        for part, chart in _numbered(_group_name(name, groups), _halves(scene, tuple(rows)))
    ]


def _halves(scene: Scene, people: tuple[MapPerson, ...]) -> list[Chart]:
    """The power grid of some people; where it is too small, one of those who are heard and one of the others."""
    whole = grid_chart(replace(scene, people=people))
    heard = tuple(person for person in people if (person.influence or 0) >= LEAST)
    others = tuple(person for person in people if (person.influence or 0) < LEAST)
    if is_legible(whole) or not heard or not others:
        return [whole]
    return [grid_chart(replace(scene, people=half)) for half in (heard, others)]


def _group_name(name: str, groups: dict[str, list[MapPerson]]) -> str:
    """A legal entity; people without one are told apart where there are others."""
    return name or (_("No legal entity named") if len(groups) > 1 else _("Everybody"))


def _numbered(name: str | Promise, charts: Sequence[Chart]) -> list[tuple[str, Chart]]:
    """A name for each of several pages."""
    many = len(charts) > 1
    return [(f"{name} · {at}/{len(charts)}" if many else str(name), chart) for at, chart in enumerate(charts, 1)]


def _parts(scene: Scene) -> list[Scene]:
    people = ranked(scene.people)
    parts = (tuple(people[at : at + ROWS]) for at in range(0, len(people), ROWS))
    return [replace(scene, people=part, ties=_ties(scene, part)) for part in parts]


def _ties(scene: Scene, part: tuple[MapPerson, ...]) -> tuple[Tie, ...]:
    ids = {person.id for person in part}
    return tuple(tie for tie in scene.ties if tie.person in ids)
