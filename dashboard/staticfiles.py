"""Static files of a deployment: named by their content, compressed, cached for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Also the modules that JavaScript imports go by the names that carry their content."""

    support_js_module_import_aggregation = True
