"""The tables of the validity report: the words for its figures, and their pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kam.lib import shown
from kam.lib.charts import Range, dot_ranges
from kam.lib.charts.lines import RangeChart
from scoring.engine import validity
from scoring.words_validity import ASKED, BANDS, HALVES, RULES, SCORES, VERDICTS

PICTURE = 420  # wide enough for dots, narrow enough to be read on a phone
CHANCE = 0.5
AIM_PRECISION, AIM_RECALL = 0.7, 0.6
BAND_NAMES = {"green": "strong", "amber": "fair", "red": "weak"}

type Text = str | Promise


def two_places(value: float | None) -> str:
    """As every figure is shown, with a real minus."""
    return shown.plain(value, 2).replace("-", "−")


@dataclass(frozen=True, slots=True)
class Ranged:
    """A figure with its interval; the page shows it in one cell, a file in three."""

    value: float | None
    low: float | None
    high: float | None
    is_share: bool = False

    def __str__(self) -> str:
        if self.value is None:
            return shown.UNKNOWN
        if self.low is None or self.high is None:
            return self._words(self.value)
        return f"{self._words(self.value)} ({self._words(self.low)}–{self._words(self.high)})"

    def _words(self, value: float) -> str:
        return shown.percent(value) if self.is_share else two_places(value)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `is_ranged` ones hold `Ranged`."""

    label: Text
    is_number: bool = True
    is_ranged: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report."""

    slug: str
    title: Text
    note: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    said: Text = ""  # what it comes to, in words
    chart: RangeChart | None = None

    @property
    def lines(self) -> list[list[tuple[Column, str]]]:
        """The rows as a page shows them."""
        return [
            [(column, shown.UNKNOWN if cell is None else str(cell)) for column, cell in zip(self.columns, row, strict=True)]
            for row in self.rows
        ]  # fmt: skip

    @property
    def csv_header(self) -> list[str]:
        """A ranged column is three in a file."""
        found: list[str] = []
        for column in self.columns:
            found.append(str(column.label))
            if column.is_ranged:
                found += [f"{column.label}: {_('From')}", f"{column.label}: {_('To')}"]
        return found

    @property
    def csv_rows(self) -> list[list[Any]]:
        """The rows as a file holds them."""
        return [
            [part for cell in row for part in ((cell.value, cell.low, cell.high) if isinstance(cell, Ranged) else (cell,))]
            for row in self.rows
        ]  # fmt: skip


def _share(row: dict[str, Any]) -> Ranged:
    return Ranged(row["value"], row["low"], row["high"], is_share=True)


def _figure(row: dict[str, Any]) -> Ranged:
    return Ranged(row["value"], row["low"], row["high"])


def _counts() -> tuple[Column, Column]:
    return Column(_("Renewed")), Column(_("Lost or shrunk"))


def bands(result: dict[str, Any], score: str) -> Section:
    """Calibration: what became of the accounts of each band."""
    rows = result["bands"][score]
    name = SCORES[score]
    drawn = [
        Range(
            BANDS[row["band"]],
            row["value"] * 100 if row["of"] else None,
            row["low"] * 100 if row["of"] else None,
            row["high"] * 100 if row["of"] else None,
            band=BAND_NAMES.get(row["band"], row["band"]),
        )
        for row in rows
    ]
    title = _("Share renewed by band of %(score)s") % {"score": name}
    return Section(
        f"bands-{score}",
        _("%(score)s: what became of each band") % {"score": name},
        _("The band as it was shown 90 days before the contract ended."),
        (Column(_("Band"), is_number=False), Column(_("Share renewed"), is_ranged=True), *_counts()),
        [(BANDS[row["band"]], _share(row), row["hits"], row["of"] - row["hits"]) for row in rows],
        chart=dot_ranges(drawn, title=title, fmt=_per_cent, width=PICTURE) if result["cases"]["accounts"] else None,
    )


def _per_cent(value: float) -> str:
    return f"{shown.plain(value)}%"


def discrimination(result: dict[str, Any]) -> Section:
    """The area under the curve of each score and lead."""
    rows = _with_cases(result["discrimination"])
    drawn = [
        Range(_lead(row), row["value"], row["low"], row["high"], band="accent", target=CHANCE)
        for row in rows
        if row["value"] is not None
    ]
    title = _("How often the renewed account had the higher score")
    clear = [row for row in rows if row["low"] is not None and row["low"] > CHANCE]
    known = [row for row in rows if row["value"] is not None]
    if clear:
        said = _("Clearly better than chance: %(scores)s.") % {"scores": "; ".join(_lead(row) for row in clear)}
    else:
        said = _("None of the scores is clearly better than chance.") if known else ""
    said = f"{said} {_never(result['discrimination'])}".strip()
    return Section(
        "discrimination",
        _("Did the score tell the lost from the renewed?"),
        _("Of two accounts, one renewed and one lost or shrunk: how often the renewed one had the higher score (AUC). 0.50 is chance."),
        (Column(_("Score"), is_number=False), Column(_("Days before")), Column(_("AUC"), is_ranged=True), *_counts()),
        [(SCORES[row["score"]], row["lead"], _figure(row), row["good"], row["bad"]) for row in rows],
        said=said,
        chart=dot_ranges(drawn, title=title, low=0, high=1, fmt=two_places, width=PICTURE) if drawn else None,
    )  # fmt: skip


def _with_cases(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of which anything was known."""
    return [row for row in rows if row["good"] or row["bad"]]


def _never(rows: Sequence[dict[str, Any]]) -> str:
    """The scores of which nothing was known before any outcome."""
    known = {row["score"] for row in _with_cases(rows)}
    names = dict.fromkeys(str(SCORES[row["score"]]) for row in rows if row["score"] not in known)
    return _("Not known before any of these outcomes: %(scores)s.") % {"scores": ", ".join(names)} if names else ""


def _lead(row: dict[str, Any]) -> str:
    return _("%(score)s, %(days)s days") % {"score": SCORES[row["score"]], "days": row["lead"]}


def halves(result: dict[str, Any]) -> Section:
    """The same figure for the earlier and the later outcomes."""
    found = result["halves"]
    is_known = any(row["value"] is not None for row in found["rows"])
    return Section(
        "halves",
        _("Does it hold over time?"),
        _("The outcomes parted by day, never at random: before %(day)s and since, 90 days before each end.")
        % {"day": shown.full_date(date.fromisoformat(found["border"]))},
        (
            Column(_("Score"), is_number=False),
            Column(_("Outcomes"), is_number=False),
            Column(_("AUC"), is_ranged=True),
            *_counts(),
        ),
        [
            (SCORES[row["score"]], HALVES[row["half"]], _figure(row), row["good"], row["bad"])
            for row in _with_cases(found["rows"])
        ],
        said="" if is_known else _("Too few outcomes in each half yet."),
    )


def warnings(result: dict[str, Any]) -> Section:
    """Precision and recall of red and of simple rules, with red health on the same cases."""
    return Section(
        "warnings",
        _("Were the warnings right?"),
        _(
            "Right: how many of those warned of were lost or shrank. Found: how many of the lost or shrunk had been warned of. Aim for about 70 % right and 60 % found. The last two columns are weak health on the same cases."
        ),
        (
            Column(_("Warning"), is_number=False),
            Column(_("Outcomes")),
            Column(_("Right"), is_ranged=True),
            Column(_("Found"), is_ranged=True),
            Column(_("Weak health: right"), is_ranged=True),
            Column(_("Weak health: found"), is_ranged=True),
        ),
        [
            (
                *(RULES[row["rule"]], row["cases"], _share(row["precision"]), _share(row["recall"])),
                *(_share(row["red"]["precision"]), _share(row["red"]["recall"])),
            )
            for row in result["warnings"]
        ],
        said=_limit(result["limit"]),
    )


def _limit(found: dict[str, Any] | None) -> str:
    if found is None:
        return ""
    words = {
        "limit": shown.score(found["limit"]),
        "right": shown.percent(found["then"]["precision"]["value"]),
        "found": shown.percent(found["then"]["recall"]["value"]),
        "right_now": shown.percent(found["now"]["precision"]["value"]),
        "found_now": shown.percent(found["now"]["recall"]["value"]),
    }
    return (
        _(
            "The earlier half asks for a limit of %(limit)s. On the later half it would have been %(right)s right and found %(found)s; the bands in force were %(right_now)s right and found %(found_now)s."
        )
        % words
    )


def rivals(result: dict[str, Any]) -> Section:
    """Health and CIS against what anybody could have said."""
    rows = result["rivals"]
    return Section(
        "rivals",
        _("Is it better than something simple?"),
        _("Both on the same cases, 90 days before. The difference counts as clear when its 90 % interval leaves zero out."),
        (
            Column(_("Score"), is_number=False),
            Column(_("Beside"), is_number=False),
            *_counts(),
            Column(_("AUC of the score")),
            Column(_("AUC of the other")),
            Column(_("Difference"), is_ranged=True),
            Column(_("Result"), is_number=False),
        ),
        [
            (
                *(SCORES[row["score"]], SCORES[row["rival"]], row["difference"]["good"], row["difference"]["bad"]),
                *(two_places(row["first"]), two_places(row["second"]), _figure(row["difference"]), VERDICTS[row["verdict"]]),
            )
            for row in rows
        ],
        said=" ".join(_beaten(rows, score) for score in dict.fromkeys(row["score"] for row in rows)).strip(),
    )  # fmt: skip


def _beaten(rows: Sequence[dict[str, Any]], score: str) -> str:
    """What the score clearly beats and what it does not, in a sentence; where it was tried."""
    tried = [row for row in rows if row["score"] == score and row["verdict"]]
    if not tried:
        return ""
    kept = [str(SCORES[row["rival"]]) for row in tried if row["verdict"] != validity.BETTER]
    if not kept:
        return _("%(score)s is clearly better than all of them.") % {"score": SCORES[score]}
    return _("%(score)s does not clearly beat: %(rivals)s.") % {"score": SCORES[score], "rivals": ", ".join(kept)}


def growth(result: dict[str, Any]) -> Section:
    """Rank correlation with the change of revenue that followed."""
    return Section(
        "growth",
        _("Did it tell growth?"),
        _("Rank correlation (Spearman) of the score with the change of revenue in the twelve months after. 0 is nothing, 1 is perfect."),
        (
            Column(_("Score"), is_number=False),
            Column(_("Rank correlation"), is_ranged=True),
            Column(_("Grew")),
            Column(_("Did not grow")),
        ),
        [(SCORES[row["score"]], _figure(row), row["good"], row["bad"]) for row in _with_cases(result["growth"])],
        said="" if _with_cases(result["growth"]) else _("No score has two whole years of revenue round it yet."),
    )  # fmt: skip


def asked(result: dict[str, Any]) -> Section:
    """Outcomes of those who answered beside those who did not."""
    return Section(
        "asked",
        _("Those who answered and those who did not"),
        _("The survey can only speak for those who answer. This is what became of the others."),
        (Column(_("Survey"), is_number=False), Column(_("Share renewed"), is_ranged=True), *_counts()),
        [(ASKED[row["asked"]], _share(row), row["hits"], row["of"] - row["hits"]) for row in result["asked"]],
    )


def reliability(result: dict[str, Any]) -> Section:
    """Whether the nine statements measure one thing."""
    found = result["reliability"]
    least = {"least": found["least"]}
    rows: list[tuple[Any, ...]] = []
    if found["alpha"] is not None:
        rows.append((_("Cronbach's alpha of CS1 to CS9"), two_places(found["alpha"]), found["complete"], ""))
        rows += [
            (
                _("%(item)s with the others") % {"item": f"CS{place}"},
                two_places(value),
                found["complete"],
                _("Does not belong: below 0.3") if value is not None and value < validity.WEAK_ITEM else "",
            )
            for place, value in enumerate(found["item_rest"], start=1)
        ]
    if found["anchor"] is not None:
        is_far = found["anchor"] <= validity.CLOSE_ANCHOR
        words = _("Expected is more than 0.6: look at the wording") if is_far else ""
        rows.append((_("Score with the anchor statement CSA"), two_places(found["anchor"]), found["anchored"], words))
    return Section(
        "reliability",
        _("Do the statements of the survey measure one thing?"),
        _("From the newest answers of each person in closed waves. Confidential answers enter in groups of ten and more."),
        (
            Column(_("Figure"), is_number=False),
            Column(_("Value")),
            Column(_("People")),
            Column(_("Note"), is_number=False),
        ),
        rows,
        said="" if rows else _("Too few answers yet: figures are shown from %(least)s people on.") % least,
    )  # fmt: skip
