"""The default storage: local files that are never seen half-written."""

import os
import uuid
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage


class AtomicFileSystemStorage(FileSystemStorage):
    """Local files where saving a name again replaces the file in one step, as object stores do.

    A growing playlist is replaced while players read it, so neither a torn file nor a moment
    without one may be seen.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: the newer file takes its place."""
        return name

    def _save(self, name: str, content: Any) -> str:
        beside = f"{name}.{uuid.uuid4().hex}.part"
        try:
            super()._save(beside, content)  # type: ignore[misc]  # the stubs leave it out
            Path(self.path(beside)).replace(self.path(name))
        except BaseException:
            Path(self.path(beside)).unlink(missing_ok=True)
            raise
        return name.replace(os.sep, "/")


def delete_tree(storage: Storage, folder: str) -> None:
    """Remove a folder with all that is in it, through nothing but the storage API."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        storage.delete(f"{folder}/{file}")
    for inner in folders:
        delete_tree(storage, f"{folder}/{inner}")
    storage.delete(folder)
