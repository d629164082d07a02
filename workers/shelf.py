"""Where a job's files go as they are made: a folder of the default storage, wherever that is."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from proyecto.dominio.storage import delete_tree


class Movable(File):
    """A local file that the storage may take away instead of copying."""

    def temporary_file_path(self) -> str:
        """Where it lies (the name is Django's)."""
        return str(self.name)


class Shelf:
    """One folder of a storage. Names are relative to it."""

    def __init__(self, storage: Storage, folder: str) -> None:
        self._storage = storage
        self._folder = folder

    def put(self, path: Path, name: str) -> None:
        """Copy a file there, replacing what has the name."""
        with path.open("rb") as file:
            self._storage.save(f"{self._folder}/{name}", File(file))

    def move(self, path: Path, name: str) -> None:
        """Put a file there that is not needed here any more."""
        with path.open("rb") as file:
            self._storage.save(f"{self._folder}/{name}", Movable(file, name=str(path)))

    def write(self, text: str, name: str) -> None:
        """Put a text there."""
        self._storage.save(f"{self._folder}/{name}", ContentFile(text.encode()))

    def fetch(self, folder: str, into: Path) -> Iterator[str]:
        """Copy a folder's files here, yielding each name."""
        for name in self.names(folder):
            into.mkdir(parents=True, exist_ok=True)
            fetch(self._storage, f"{self._folder}/{folder}/{name}", into / name)
            yield name

    def names(self, folder: str = "") -> list[str]:
        """The files of a folder; none where there is no such folder."""
        try:
            return sorted(self._storage.listdir(f"{self._folder}/{folder}".rstrip("/"))[1])
        except FileNotFoundError:
            return []

    def clear(self) -> None:
        """Remove everything."""
        delete_tree(self._storage, self._folder)


def fetch(storage: Any, name: str, path: Path) -> None:
    """Make a stored file readable at a local path: by a link where it is local, else by copy."""
    try:
        path.symlink_to(storage.path(name))
    except NotImplementedError:
        with storage.open(name, "rb") as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
