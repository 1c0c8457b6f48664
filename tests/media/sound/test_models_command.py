"""The command ``models``: each outcome is told, and only the verified file is used."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from studio.commands.models import main
from studio.media.sound.beats import load_nets
from studio.media.sound.model_packs import BEAT_THIS, load_beat_this
from studio.rules.music.features import extract_features
from tests.onnx_writer import linear_beats

NET = linear_beats(np.linspace(-0.5, 0.5, 256).reshape(128, 2))
HASH = hashlib.sha256(NET).hexdigest()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("VIDMUSE_DATA", str(tmp_path))
    monkeypatch.setenv("STUDIO_MODELS", str(tmp_path / "models"))
    load_nets.cache_clear()
    yield tmp_path / "models"
    load_nets.cache_clear()


@pytest.fixture
def net(tmp_path: Path) -> str:
    path = tmp_path / "net.onnx"
    path.write_bytes(NET)
    return str(path)


def test_nothing_is_fetched_before_the_licence_was_agreed_to(
    folder: Path, net: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["get", "beat-this", "--from", net, "--sha256", HASH]) == 2
    out, err = capsys.readouterr()
    assert "MIT License" in out
    assert HASH in out
    assert "--yes" in err
    assert not folder.exists()


def test_a_file_with_another_checksum_is_refused(
    folder: Path, net: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["get", "beat-this", "--yes", "--from", net]) == 2
    assert BEAT_THIS.sha256 in capsys.readouterr().err
    assert not folder.exists()


def test_a_file_that_is_no_net_is_refused(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_bytes(b"something else")
    digest = hashlib.sha256(b"something else").hexdigest()
    assert (
        main(["get", "beat-this", "--yes", "--from", str(other), "--sha256", digest])
        == 2
    )
    assert not folder.exists()


def test_a_download_is_installed_used_and_removed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with _served(NET) as url:
        assert main(["get", "beat-this", "--yes", "--from", url, "--sha256", HASH]) == 0
    assert main([]) == 0
    assert "beat-this    installed" in capsys.readouterr().out
    nets = load_nets()
    assert nets.beat_this is not None
    sound = np.random.default_rng(1).normal(0, 0.1, 44100).astype(np.float32)
    chance = extract_features([sound], nets).chance
    assert chance.shape == (100, 2)
    assert main(["remove", "beat-this"]) == 0
    assert load_beat_this() is None
    assert not list(folder.iterdir())


def test_an_address_that_does_not_answer_is_reported(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with _served(b"", status=404) as url:
        assert main(["get", "beat-this", "--yes", "--from", url]) == 1
    assert "The download failed" in capsys.readouterr().err
    assert not folder.exists()


def test_a_pack_that_was_damaged_later_is_not_used(
    folder: Path, net: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert main(["get", "beat-this", "--yes", "--from", net, "--sha256", HASH]) == 0
    (folder / "beat-this.onnx").write_bytes(NET[:-1] + b"?")
    assert load_beat_this() is None
    assert "cannot be used" in caplog.text


class _served:  # noqa: N801 (a context manager)
    """A web server on this machine with one file."""

    def __init__(self, data: bytes, status: int = 200) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self._server.serve_forever, args=(0.05,)).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}/net.onnx"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
