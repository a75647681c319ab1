"""Static files under names that change with their content, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """As WhiteNoise does it, and the modules' imports of each other are rewritten too.

    Without that a browser would hold a new module beside an old one that it imports.
    """

    support_js_module_import_aggregation = True
