"""Delete files, and verify that they are gone."""

import shutil
from pathlib import Path

from studio.errors import DeletionFailed


def delete_folder(folder: Path) -> None:
    """Delete a folder and verify that it is gone. Raises ``DeletionFailed``."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise DeletionFailed("not_deleted")
