"""The bench: how fast the pages and the background work are on many accounts (`make bench`)."""
