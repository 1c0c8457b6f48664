"""A small server that speaks the protocol of S3, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.patience import PATIENCE
from tests.valkey import free_port

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}
"""Credentials, which may be any, as the environment variables that clients read."""


@contextmanager
def bucket_server() -> Iterator[str]:
    """Start a server without buckets; yields its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | CREDENTIALS,
    )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + PATIENCE
    while True:
        try:
            httpx.get(url, timeout=PATIENCE)
            break
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.1)
    try:
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)


def make_bucket(endpoint: str, name: str) -> None:
    """Make an empty bucket. The environment has ``CREDENTIALS``."""
    import boto3  # few tests need it

    boto3.client("s3", endpoint_url=endpoint).create_bucket(Bucket=name)
