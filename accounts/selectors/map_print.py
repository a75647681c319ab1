"""The map for a printed document: the same scene as on the screen, without links."""

from datetime import date

from django.db.models import FETCH_RAISE

from accounts.models import Account, InfluenceLine, Unit
from accounts.selectors.map_past import MapState
from accounts.selectors.map_scene import Lens, scene_of
from accounts.selectors.stakeholders import active, people_of
from kam.lib.charts.people import Scene


def map_printed(account: Account, *, sensitive: bool, day: date) -> Scene:
    """Active people with ties and lines; stances and lines only where they may be printed."""
    people = people_of([account.pk]).get(account.pk, [])
    rows = InfluenceLine.objects.filter(source__account=account).fetch_mode(FETCH_RAISE) if sensitive else ()
    state = MapState(tuple(people), tuple(rows))
    units = {unit.pk: unit for unit in Unit.objects.filter(account=account)}
    lens = Lens(is_open=sensitive, today=day, units=units, marks={}, has_links=False)
    return scene_of(state.people, active(people), state.lines, lens)
