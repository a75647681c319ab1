// Filled below: saving while typing.
