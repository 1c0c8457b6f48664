"""Measure previews of the job of ``bench.video.render``, from proxies and from the clips.

The job is 30 s of 1080p30 with 45 cuts from four noisy clips; a proxy is made once a
clip, at intake. Each render runs in a process of its own, as in the studio.
"""

import tempfile
import time
from pathlib import Path

from bench.video.render import CLIP_SECONDS, job, run
from studio.media.proxy import make_proxy
from studio.rules.plan.preview_plan import shrunk
from studio.rules.serial.plan_json import plan_to_json


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="vidmuse-bench-") as where:
        folder = Path(where)
        plan = job(folder)
        proxies = {}
        began = time.perf_counter()
        for path in {piece.path for piece in plan.pieces}:
            proxies[path] = f"{path}.proxy.mp4"
            make_proxy(Path(path), Path(path).name, Path(proxies[path]))
        took = time.perf_counter() - began
        share = took / (CLIP_SECONDS * len(proxies))
        print(f"proxies    {took:6.1f} s, {share:.2f} x the footage")
        text = folder / "plan.json"
        for name, paths in (("proxies", proxies), ("clips", {})):
            text.write_text(plan_to_json(shrunk(plan, paths)))
            out = folder / "preview.mp4"
            wall, _, memory = run("-m", "studio", "render", str(text), str(out))
            size = out.stat().st_size / 1e6
            print(f"from {name:8}{wall:6.1f} s{memory:7.0f} MB{size:7.1f} MB file")
        print("aim: from proxies <= 5 s on two cores")


if __name__ == "__main__":
    main()
