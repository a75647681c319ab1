"""The pictures of the stakeholder map as pages of a printed plan."""

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.selectors.map_print import map_printed
from kam.lib.charts import Chart
from kam.lib.charts.people import Scene, coverage_chart, grid_chart, org_chart, web_chart
from kam.lib.charts.people.org import entities
from kam.lib.charts.people.people import MapPerson, Tie, ranked
from reviews.selectors.documents import PlanContent

ROWS = 21  # of the coverage matrix on one page
ON_ONE_PAGE = 25  # people
ROOM = (1050, 620)  # of a page lying on its side, in the units of the pictures


@dataclass(frozen=True)
class MapPicture:
    """A page of its own: the title, the template that draws the picture, and the picture."""

    title: str | Promise
    template: str
    chart: Chart


def map_pictures(content: PlanContent) -> list[MapPicture]:
    """Org view, influence view, power grid and coverage; without the right to stances neither grid nor lines."""
    scene = map_printed(content.account, sensitive=content.sensitive, day=content.as_of)
    if not scene.people:
        return []
    pictures = _trees(scene)
    web = web_chart(scene)
    if not web.is_empty:
        pictures.append(MapPicture(_("Who sways whom"), "charts/people/influence.html", web))
    if content.sensitive:
        pictures.append(MapPicture(_("Stance and influence"), "charts/people/grid.html", grid_chart(scene)))
    if scene.colleagues:
        pictures += [
            MapPicture(_("Who of us covers whom"), "charts/people/coverage.html", coverage_chart(part))
            for part in _parts(scene)
        ]
    return pictures


def _trees(scene: Scene) -> list[MapPicture]:
    """One picture of everybody, or one for each legal entity where one would be too small to read."""
    title, template = _("Who reports to whom"), "charts/people/org.html"
    groups = entities(scene.people)
    if len(scene.people) <= ON_ONE_PAGE or len(groups) == 1:
        return [MapPicture(title, template, org_chart(scene, room=ROOM))]
    parts = {name or _("No legal entity named"): replace(scene, people=tuple(rows)) for name, rows in groups.items()}
    return [MapPicture(f"{title} · {name}", template, org_chart(part, room=ROOM)) for name, part in parts.items()]


def _parts(scene: Scene) -> list[Scene]:
    people = ranked(scene.people)
    parts = (tuple(people[at : at + ROWS]) for at in range(0, len(people), ROWS))
    return [replace(scene, people=part, ties=_ties(scene, part)) for part in parts]


def _ties(scene: Scene, part: tuple[MapPerson, ...]) -> tuple[Tie, ...]:
    ids = {person.id for person in part}
    return tuple(tie for tie in scene.ties if tie.person in ids)
