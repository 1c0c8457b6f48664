"""Choose the store of media by the settings."""

from pathlib import Path

from studio.clients.media.folder import FolderStore
from studio.errors import MediaUnavailable
from studio.ports.media import MediaStore

_SCHEME = "s3://"


def open_media_store(data: Path, bucket: str, endpoint: str = "") -> MediaStore:
    """The store that ``STUDIO_BUCKET`` names, "" for the folder.

    Raises ``MediaUnavailable`` if the address is invalid or boto3 is missing.
    """
    if not bucket:
        return FolderStore(data)
    name, _, prefix = bucket.removeprefix(_SCHEME).partition("/")
    if not (bucket.startswith(_SCHEME) and name):
        raise MediaUnavailable("STUDIO_BUCKET cannot be read: write s3://name/folder")
    try:
        from studio.clients.media.bucket import BucketStore  # noqa: PLC0415  # an extra

        prefix = f"{prefix.rstrip('/')}/" if prefix else ""
        return BucketStore(data, name, prefix, endpoint)
    except ImportError as error:
        raise MediaUnavailable(
            "STUDIO_BUCKET needs boto3: pip install 'vidmuse[bucket]'"
        ) from error
