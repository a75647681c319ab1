"""The exit checks that planning computes (docs: the five-stage process), a module a stage."""

from planning.checks import action_plan, execution, research, review, strategy

__all__ = ["action_plan", "execution", "research", "review", "strategy"]
