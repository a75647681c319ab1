"""Static files under names that change with their content, so that browsers may keep them for ever."""

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """As WhiteNoise does it, and the modules' imports of each other are rewritten too.

    Without that a browser would hold a new module beside an old one that it imports.
    """

    support_js_module_import_aggregation = True

    def create_compressor(self, **options: Any) -> Compressor:
        """Without Brotli: its best level costs eight times as long at every start, to save a few kilobytes once."""
        return Compressor(use_brotli=False, **options)
