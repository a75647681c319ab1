"""Building stones that know no application."""
