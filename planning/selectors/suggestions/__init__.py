"""Suggested answers: readable facts from records that exist already, each with where it comes from."""

from planning.selectors.suggestions import business, contacts, people, value
from planning.selectors.suggestions.registry import Asking, Place, Suggestion, place_of, suggestions

__all__ = ["Asking", "Place", "Suggestion", "business", "contacts", "people", "place_of", "suggestions", "value"]
