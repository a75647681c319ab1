"""Readings of what reviews owns. Import the module of the noun."""
