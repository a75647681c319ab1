"""The ten main requests, and those beside them that are watched."""

from dataclasses import dataclass

# Who asks: all see the same pages, over all accounts, over a third of them, over ten.
PEOPLE = {"administrator": 1, "sales leader": 2, "account manager": 3}

MOST_QUERIES = 25
MOST_GROWTH = 1.5


@dataclass(frozen=True)
class Case:
    """A request. `of` says whose key belongs into the address: of nobody, of a key account, of its plan."""

    name: str
    view: str
    of: str = ""
    query: str = ""
    most_queries: int = MOST_QUERIES
    form: str = ""  # the kind of form that is sent; empty for a page


FLOOR_READ = Case("floor: SELECT 1", "bench-read")
FLOOR_WRITE = Case("floor: UPDATE of one row", "bench-write", form="nothing")

MAIN = (
    Case("account list", "accounts:account-list"),
    Case("account list, text and filter", "accounts:account-list", query="q=gmbh&segment=Enterprise"),
    Case("account overview", "account-overview", of="account"),
    Case("plan, 57 answers", "planning:plan-detail", of="plan", query="q=C1", most_queries=15),
    Case("save an answer", "planning:answer-save", of="answer", form="answer"),
    Case("stages of a plan", "planning:plan-stages", of="plan"),
    Case("board", "reviews:portfolio"),
    Case("board, filtered", "reviews:portfolio", query="segment=Enterprise&scope=programme"),
    Case("review list", "reviews:review-list"),
    Case("API, list of accounts", "account-list"),
)

# Not among the ten, and held to the same bars.
WATCHED = (
    Case("My work", "home"),
    Case("list by health", "accounts:account-list", query="sort=-health"),
    Case("list, at risk", "accounts:account-list", query="view=risk"),
    Case("map", "accounts:account-map", of="account"),
    Case("money", "accounts:account-money", of="account"),
    Case("history", "accounts:account-history", of="account"),
    Case("health explained", "scoring:account-health", of="account"),
    Case("reviews of an account", "reviews:account-reviews", of="account"),
)
