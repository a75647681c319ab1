"""Checked reading of JSON objects: every mistake names the case and the key."""

from collections.abc import Iterator, Mapping
from typing import Literal, overload

MOST = 1e15  # larger numbers are typing mistakes, and some do not fit a float


class CaseError(ValueError):
    """A case that cannot be scored; the text names the case and the key."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")


class Fields:
    """One JSON object of a case. A key that is absent or null is not known, so None."""

    def __init__(self, data: object, case: str, path: str = "") -> None:
        self.case, self.path = case, path
        if not isinstance(data, Mapping):
            place = f"{path.rstrip('.')}: " if path else ""
            raise CaseError(case, f"{place}an object is needed, not {kind(data)}")
        self.data: Mapping[str, object] = data

    def __contains__(self, key: str) -> bool:
        return self.data.get(key) is not None

    def wrong(self, key: str, problem: str) -> CaseError:
        """The error for a key, to be raised."""
        return CaseError(self.case, f"{self.path}{key}: {problem}")

    def only(self, *keys: str) -> None:
        """CaseError naming the first key that is not one of these."""
        for key in self.data:
            if key not in keys:
                raise self.wrong(key if key.isprintable() else repr(key), "unknown key")

    @overload
    def number(self, key: str, low: float, high: float, *, required: Literal[True]) -> float: ...
    @overload
    def number(self, key: str, low: float = ..., high: float = ...) -> float | None: ...
    def number(self, key: str, low: float = -MOST, high: float = MOST, *, required: bool = False) -> float | None:
        """A finite number from low to high."""
        value = self._get(key, required=required)
        return None if value is None else self._number(key, value, low, high)

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number from low to high; the key is needed."""
        return self._whole(key, self._get(key, required=True), low, high)

    def flag(self, key: str) -> bool | None:
        """true or false."""
        value = self._get(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, f"true or false is needed, not {kind(value)}")
        return value

    def text(self, key: str) -> str:
        """A text that can be printed; empty when absent."""
        value = self._get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.wrong(key, f"a text is needed, not {kind(value)}")
        if any("\ud800" <= sign <= "\udfff" for sign in value):
            raise self.wrong(key, "holds half a character")
        return value

    def name(self, key: str) -> str | int:
        """What something is called: a text that is not blank, or a whole number; needed."""
        value = self._get(key, required=True)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = self.text(key)
        if not text.strip():
            raise self.wrong(key, "must not be blank")
        return text

    def counts(self, key: str, names: tuple[str, ...]) -> tuple[int, ...] | None:
        """A list of one whole number per name, none negative."""
        if key not in self:
            return None
        items = self._list(key, len(names), ", ".join(names))
        return tuple(self._whole(f"{key}[{i}]", v, 0, 1_000_000) for i, v in enumerate(items))

    def levels(self, key: str, size: int, low: float, high: float) -> list[float | None] | None:
        """A list of numbers from low to high, or null where one is not known."""
        if key not in self:
            return None
        places = enumerate(self._list(key, size, f"{size} numbers or null"))
        return [None if v is None else self._number(f"{key}[{i}]", v, low, high) for i, v in places]

    def answers(self, key: str, size: int, low: int, high: int) -> list[int | None]:
        """A list of whole numbers from low to high, or null; the key is needed."""
        places = enumerate(self._list(key, size, f"{size} answers or null"))
        return [None if v is None else self._whole(f"{key}[{i}]", v, low, high) for i, v in places]

    def inner(self, key: str, *, at_top: bool = False) -> "Fields":
        """The object under a key; ``at_top`` leaves the key out of later messages."""
        inner = Fields(self._get(key, required=True), self.case, f"{self.path}{key}.")
        if at_top:
            inner.path = ""
        return inner

    def each(self, key: str) -> Iterator["Fields"]:
        """The objects of the list under a key."""
        value = self._get(key, required=True)
        if not isinstance(value, list):
            raise self.wrong(key, f"a list is needed, not {kind(value)}")
        for place, item in enumerate(value):
            yield Fields(item, self.case, f"{self.path}{key}[{place}].")

    def _get(self, key: str, *, required: bool = False) -> object:
        value = self.data.get(key)
        if value is None and required:
            raise self.wrong(key, "missing")
        return value

    def _list(self, key: str, size: int, meaning: str) -> list[object]:
        value = self._get(key, required=True)
        if not isinstance(value, list):
            raise self.wrong(key, f"a list is needed ({meaning}), not {kind(value)}")
        if len(value) != size:
            raise self.wrong(key, f"{size} values are needed ({meaning}), not {len(value)}")
        return value

    def _number(self, key: str, value: object, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(key, f"a number is needed, not {kind(value)}")
        if not low <= value <= high:
            raise self.wrong(key, f"{value!r:.24} is not {span(low, high)}")
        return value

    def _whole(self, key: str, value: object, low: int, high: int) -> int:
        number = self._number(key, value, low, high)
        if number != int(number):
            raise self.wrong(key, f"a whole number is needed, not {number}")
        return int(number)


def kind(value: object) -> str:
    """The JSON name of a value's type."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    return "null" if value is None else names.get(type(value), "an object")


def span(low: float, high: float) -> str:
    """A range in words."""
    if (low, high) == (-MOST, MOST):
        return "a number of sensible size"
    if high == MOST:
        return f"{low:g} or more"
    return f"at most {high:g}" if low == -MOST else f"between {low:g} and {high:g}"
