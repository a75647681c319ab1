"""The scoring application."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """Registers the facts that scores are made of, the nightly job, and what follows a change at an account."""

    name = "scoring"

    def ready(self) -> None:
        """Import what registers itself, and connect the rest."""
        from accounts.changes import on_account_change, on_accounts_change  # noqa: PLC0415 -- app ready
        from scoring import work  # noqa: F401, PLC0415 -- app ready
        from scoring.selectors.facts import register_facts  # noqa: PLC0415 -- app ready
        from scoring.services import comparing, outcomes, validity  # noqa: F401, PLC0415 -- app ready
        from scoring.services.rescoring import rescore_many, rescore_soon  # noqa: PLC0415 -- app ready

        register_facts()
        on_account_change(rescore_soon)
        on_accounts_change(rescore_many)
