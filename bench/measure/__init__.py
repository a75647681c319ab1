"""One module a part: each prints its tables and returns what breaks a bar."""
