"""Pages of scoring. Import the module of the noun."""
