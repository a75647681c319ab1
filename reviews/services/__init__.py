"""Changes to what reviews owns. Import the module of the noun."""
