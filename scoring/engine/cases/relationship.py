"""Cases of the relationship score."""

from typing import Any

from scoring.engine import relationship
from scoring.engine.cases.fields import Fields
from scoring.engine.curve import half_up


def score(fields: Fields) -> tuple[dict[str, Any], list[str]]:
    """Result and explanation of one case."""
    people = read(fields)
    result = relationship.evaluate(people)
    figures = {
        "q": list(result.q),
        "knowledge_pct": result.knowledge,
        "reported": result.reported,
        "R": result.score,
    }
    return figures, _explain(people, result)


def read(fields: Fields) -> list[relationship.Person]:
    """Active people from JSON; CaseError names what is wrong."""
    fields.only("people")
    return [_person(each) for each in fields.each("people")]


def _person(fields: Fields) -> relationship.Person:
    fields.only("influence", "stance", "strength", "days")
    return relationship.Person(
        influence=fields.number("influence", 1, 5, required=True),
        stance=fields.number("stance", -2, 2),
        strength=fields.number("strength", 0, 5),
        days=fields.number("days", 0),
    )


def _explain(people: list[relationship.Person], result: relationship.Result) -> list[str]:
    lines = []
    for number, person in enumerate(people, start=1):
        q = relationship.quality(person)
        text = "stance not known, left out" if q is None else f"q {half_up(q, 3)}"
        lines.append(f"Person {number}, influence {person.influence:g}: {text}.")
    lines.append(f"{result.known} people known, {half_up(result.knowledge)} % of the influence.")
    if not result.reported:
        return [*lines, "Not reported: 3 people and 60 % of the influence must be known."]
    return [*lines, f"Relationship R {half_up(result.score)}."]
