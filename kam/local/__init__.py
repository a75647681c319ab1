"""The local trial: servers from wheels and a supervisor, for a machine that has neither."""
