"""The cuts that are reported are seen in the decoded frames."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.media.render.compose import frames
from studio.model.edits.music import Sync
from studio.model.material import Material
from studio.model.media import AssetId
from studio.rules.plan.render_plan import plan
from studio.rules.project_view import shot_views
from tests.media import footage
from tests.studio.editing.material import Editor, song


def test_at_every_cut_of_one_take_the_source_jumps(tmp_path: Path) -> None:
    path = footage.write(tmp_path / "take.mp4", 1, seconds=12, fps=Fraction(30))
    take = replace(probe(path, path.name), id=AssetId("take"))
    tune, grid = song(seconds=20)
    analysis = replace(analyse_footage(take), asset=take.id)
    editor = Editor(Material((take, tune), {take.id: analysis}, {tune.id: grid}))
    editor.edit(Sync())
    small = dict(editor.draft.meta) | {"width": 320, "height": 180}
    render_plan = plan(replace(editor.draft, meta=small), {take.id: take})
    numbers = [
        footage.decoded(frame.to_ndarray(format="gray"))[1]
        for frame, _ in frames(render_plan)
    ]
    cuts = {round(shot.start * 30) for shot in shot_views(editor.draft)[1:]}
    jumps = {n for n, (a, b) in enumerate(pairwise(numbers), 1) if abs(b - a) > 10}
    assert len(cuts) >= 5
    assert jumps == cuts
    assert len(set(numbers)) == len(numbers)
