"""What the bench says about the rows that it has made. Without Django, so that the parent process can say it."""

KEY_ACCOUNTS, CANDIDATES, WAITING = 200, 100, 100


def told(sizes: list[int]) -> str:
    """The sizes, and what does not grow with them."""
    numbers = ", ".join(f"{size:,}" for size in sizes)
    return (
        f"{numbers} accounts: 18 teams in 3 regions, one person to 50 accounts, about 3 contacts, 3 deals, half a contract "
        f"and 3 events an account, 24 months of revenue for a tenth.\n"
        f"The method caps key accounts at 25 a team, so the programme does not grow with the accounts: {KEY_ACCOUNTS} key "
        f"accounts, {CANDIDATES} candidates and {WAITING} waiting at every size, each key account with 12 contacts, a plan "
        f"of 57 answers, a year of scores, reviews and 100 events. The board is over these."
    )
