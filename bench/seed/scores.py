"""Scores as they were: snapshots, surveys and selection scorecards, made by the engine from made-up facts."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from functools import cache
from typing import Any

from accounts.models import KeyStatus
from bench.seed import contacts
from bench.seed.copying import copy_rows
from bench.seed.world import ADMINISTRATOR, World, each, pick
from scoring.engine import cis, health, selection, viability
from scoring.models import Assessment, Rating, Respondent, ScoreSnapshot, Wave

KINDS = 97  # different snapshots; the rows take turns
MONTHS = 12
RESPONDENTS = 8


def seed(world: World) -> None:
    """A year of monthly snapshots of key accounts; two of every other account: of last night and of 90 days ago."""
    world.written["snapshots"] = copy_rows(
        ScoreSnapshot,
        "account_id day taken_at model method raw score coverage status band inputs result",
        _snapshots(world),
        trigger="nightly",
    )
    _waves(world)
    chosen = [seat for seat in world.seats if seat.status != KeyStatus.NONE]
    rows = list(enumerate(chosen, 1))
    world.written["scorecards"] = copy_rows(
        Assessment,
        "id account_id made_on inputs result total value_axis position_axis status decision",
        ((pk, seat.id, world.day(-30 - pk % 300), *_scorecard(pk), "decided", seat.status) for pk, seat in rows),
        by_id=ADMINISTRATOR,
    )
    ratings = (
        (pk, ADMINISTRATOR, f"K{number}", 1 + (pk + number) % 5, "seen")
        for pk, _seat in rows
        for number in (6, 9, 12, 13)
    )
    world.written["ratings"] = copy_rows(Rating, "assessment_id rater_id criterion value note", ratings)


def _snapshots(world: World) -> Iterator[tuple]:
    for seat in world.seats:
        days = [-1 - 30 * place for place in range(MONTHS)] if seat.is_key else [-1, -90]
        for place, shift in enumerate(days):
            day = world.day(shift)
            head = (seat.id, day, f"{day}T01:15:00Z")
            yield (*head, *_health((seat.id + place) % KINDS))
            if seat.is_key or place == 0:
                yield (*head, *_viability((seat.id + place) % KINDS))


@cache
def _health(number: int) -> tuple[Any, ...]:
    inputs = health.Inputs(
        cis=40.0 + number % 55, relationship=30.0 + number * 7 % 65, contact_days=number % 90,
        issues=(number % 2, number % 3, number % 5), renewal=40.0 + number % 60, contract_end_days=20 + number * 5,
        renewal_deal_open=False, days_late=float(number % 40), trend_pct=float(number % 50 - 20), actions=(5, 1, number % 4),
        ages={"H1": 20.0, "H2": 30.0, "H4": 3.0, "H5": 20.0, "H6": 12.0, "H7": 10.0},
    )  # fmt: skip
    result = health.evaluate(inputs, health.METHOD_1)
    plain = (_Raw(json.dumps(inputs.to_dict())), _Raw(json.dumps(result.to_dict())))
    return (
        "health",
        result.method,
        result.raw,
        result.shown,
        result.coverage,
        result.status,
        result.band or "grey",
        *plain,
    )


@cache
def _viability(number: int) -> tuple[Any, ...]:
    inputs = viability.Inputs(
        white_space=300_000.0 + number, revenue=1_000_000.0, margin=15.0 + number % 20, credit=float(number % 6),
        ratings=(float(number % 6), 4.0, None), pipeline=200_000.0, target=150_000.0, safety=3.0,
    )  # fmt: skip
    result = viability.evaluate(inputs, viability.METHOD_1)
    plain = (_Raw(json.dumps(asdict(inputs))), _Raw(json.dumps(result.to_dict())))
    return ("viability", result.method, result.raw, result.score, result.coverage, result.status, "grey", *plain)


class _Raw(str):
    """JSON that is ready."""

    __slots__ = ()


def _waves(world: World) -> None:
    first = contacts.most_important(world)
    keys = list(enumerate(world.key_seats, 1))
    world.written["surveys"] = copy_rows(
        Wave,
        "id account_id name opens_on closes_on closed_at eligible result",
        (
            (
                pk,
                seat.id,
                "Spring",
                world.day(-90),
                world.day(-60),
                f"{world.day(-60)}T12:00:00Z",
                10,
                reported(pk),
            )
            for pk, seat in keys
        ),
    )
    rows = each(world.key_seats, key=RESPONDENTS, others=[0])
    numbers = {seat.id: pk for pk, seat in keys}
    world.written["respondents"] = copy_rows(
        Respondent,
        "wave_id stakeholder_id weight department answered_at answers anchor",
        (
            (
                numbers[seat.id], first[seat.id] + place, 1 + place % 3, pick(("Purchasing", "Production", "Finance"), place),
                f"{world.day(-70)}T12:00:00Z", _answers(seat.id, place), 5,
            )
            for seat, place in rows
        ),
    )  # fmt: skip


def _answers(number: int, place: int) -> list[int]:
    return [3 + (number + place + item) % 5 for item in range(9)]


def reported(number: int) -> "_Raw":
    """The result of a wave that was answered well enough."""
    return _reported(number % KINDS)


@cache
def _reported(number: int) -> "_Raw":
    people = [
        cis.Respondent(
            place, 1.0 + place % 3, pick(("Purchasing", "Production", "Finance"), place), _answers(number, place)
        )
        for place in range(RESPONDENTS)
    ]
    wave = cis.Wave(eligible=10, invited_weight=sum(person.weight for person in people), respondents=people)
    return _Raw(json.dumps(asdict(cis.evaluate(wave))))


def _scorecard(number: int) -> tuple[Any, ...]:
    inputs = selection.Inputs(
        revenue=1_200_000 + number, margin=22.0, trend_pct=5.0, servable=4_000_000, renewal=70.0, chance=3.0, effort=3.0,
        relationship=60.0, fit=4.0, name_value=3.0, days_late=8.0, access=3.0, openness=float(1 + number % 5),
    )  # fmt: skip
    result = selection.evaluate(inputs)
    facts = {name: value for name, value in asdict(inputs).items() if name != "waived"}
    return facts, asdict(result), result.total, result.value_axis, result.position_axis
