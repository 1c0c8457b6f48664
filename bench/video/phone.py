"""Measure the way from a phone's clips to the video: analysis, still, preview, video.

Two clips of a camera that wanders, 17 s of 1080p at 17 Mb/s each, stand for all others.
Each part runs in a process of its own, as in the studio. Seconds are of processors, all
processes together: half of them is what two free cores take at best.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from bench.video.render import run, shoot
from studio.demo.film import write_demo_audio
from studio.demo.song import song
from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.media.render.still import make_still
from studio.media.sound.beats import analyse_beats
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import Asset, AssetId, Footage
from studio.model.music import BeatGrid
from studio.rules.plan.preview_plan import preview_plan
from studio.rules.plan.render_plan import plan
from studio.rules.serial.media_json import asset_to_json
from studio.rules.serial.plan_json import plan_from_json, plan_to_json
from tests.studio.editing.material import Editor, material

SECONDS, BITS = 17.0, 17_000_000
RATES = (Fraction(30), Fraction(30000, 1001))


@dataclass(frozen=True, slots=True)
class Phone:
    """The clips and the song with what was found in them, and what finding it took."""

    folder: Path
    clips: Sequence[tuple[Asset, Footage]]
    song: tuple[Asset, BeatGrid]
    look: float
    """Processor seconds for a clip, the start of the process included."""
    beats: float

    def editor(self, count: int, seconds: float) -> Editor:
        """A video from so many clips."""
        pictures = []
        for number in range(count):
            asset, footage = self.clips[number % len(self.clips)]
            id_ = AssetId(f"v{number}")
            pictures.append((replace(asset, id=id_), replace(footage, asset=id_)))
        editor = Editor(material(*pictures, songs=[self.song]))
        editor.edit(SetLength(length=Exact(value=seconds)))
        return editor

    def render(
        self, editor: Editor, proxies: Mapping[str, str] | None = None
    ) -> tuple[float, float]:
        """Processor and wall seconds of a render: a preview where proxies are given."""
        assets = {asset.id: asset for asset in editor.material.assets}
        render_plan = (
            plan(editor.draft, assets)
            if proxies is None
            else preview_plan(editor.draft, assets, proxies)
        )
        text = self.folder / "plan.json"
        text.write_text(plan_to_json(render_plan))
        out = str(self.folder / "out.mp4")
        wall, processor, _ = run("-m", "studio", "render", str(text), out)
        return processor, wall

    def pictures(self, editor: Editor) -> float:
        """Processor seconds of the pictures that come before a preview."""
        assets = {asset.id: asset for asset in editor.material.assets}
        text = self.folder / "plan.json"
        text.write_text(plan_to_json(preview_plan(editor.draft, assets, {})))
        return run("-m", "bench.video.phone", "pictures", str(text))[1]


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="vidmuse-bench-") as where:
        phone = _filmed(Path(where))
        print(f"{'':44}{'cpu s':>8}{'wall s':>8}{'x aim':>8}   aim")
        share = phone.look / SECONDS
        _line("looking at a second of 1080p", share, None, share / 0.15, "0.15 s")
        proxies, took = _proxies(phone)
        _line("a proxy of a second (in the background)", took / SECONDS, None, None, "")
        cpu = phone.pictures(phone.editor(3, 20)) + 3 * phone.look
        _two("first pictures of 3 new clips, no proxies", cpu, None, 8)
        first, wall = phone.render(phone.editor(3, 20), {})
        cpu = first + 3 * phone.look
        _two("first preview of 3 new clips, no proxies", cpu, None, 8)
        first, wall = phone.render(phone.editor(3, 20), proxies)
        _two("the same, only the last clip is new", first + phone.look, None, 8)
        cpu, wall = phone.render(phone.editor(6, 30), proxies)
        _two("preview of 30 s from proxies", cpu, wall, 5)
        cpu, wall = phone.render(phone.editor(14, 60))
        cpu += 14 * phone.look + phone.beats
        _two("14 clips and a song to 60 s of 1080p", cpu, None, 90)


def _filmed(folder: Path) -> Phone:
    clips, looked = [], []
    for number, rate in enumerate(RATES):
        path = folder / f"IMG_{number}.mp4"
        shoot(path, (1920, 1080), rate, BITS, seconds=SECONDS)
        asset = probe(path, path.name)
        probed = json.dumps(asset_to_json(asset))
        took = run("-m", "studio", "analyse", "look", str(path), path.name, probed)
        looked.append(took[1])
        clips.append((asset, analyse_footage(asset)))
    tune = folder / "song.m4a"
    write_demo_audio(song(), tune)
    _, beats, _ = run("-m", "studio", "analyse", "music", str(tune), tune.name)
    heard = replace(probe(tune, tune.name), id=AssetId("song"))
    return Phone(folder, clips, (heard, analyse_beats(tune)), sum(looked) / 2, beats)


def _proxies(phone: Phone) -> tuple[dict[str, str], float]:
    """Proxies by the paths of their clips, and processor seconds for each."""
    out, spent = {}, 0.0
    for asset, _ in phone.clips:
        out[asset.path] = f"{asset.path}.proxy.mp4"
        probed = json.dumps(asset_to_json(asset))
        arguments = ("proxy", asset.path, asset.name, out[asset.path], probed)
        spent += run("-m", "studio", *arguments)[1]
    return out, spent / len(phone.clips)


def _two(name: str, cpu: float, wall: float | None, aim: float) -> None:
    _line(name, cpu, wall, cpu / 2 / aim, f"{aim} s on two cores")


def _line(
    name: str, cpu: float, wall: float | None, ratio: float | None, aim: str
) -> None:
    spent = f"{wall:8.1f}" if wall is not None else f"{'':8}"
    times = f"{ratio:8.2f}" if ratio is not None else f"{'':8}"
    print(f"{name:44}{cpu:8.2f}{spent}{times}   {aim}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make_still(plan_from_json(Path(sys.argv[2]).read_text()))
    else:
        main()
