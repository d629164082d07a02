"""Static files of a deployment: named by their content, compressed, cached for ever."""

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Also the modules that JavaScript imports go by the names that carry their content.

    Before `collectstatic` has run they go by the names under which they are written. So this is the
    storage in either case, and the first `collectstatic` of a deployment finds it.
    """

    support_js_module_import_aggregation = True

    def url(self, name: str, force: bool = False) -> str:
        """Where a page finds it."""
        if self.hashed_files or force:
            return str(super().url(name, force))
        return str(StaticFilesStorage.url(self, name))
