"""Planning's views, one module a noun."""
