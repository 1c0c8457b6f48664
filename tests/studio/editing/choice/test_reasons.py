"""Each shot tells why it was chosen."""

from dataclasses import replace

from studio.model.cut import ShotReason
from studio.model.edits.footage import PlaceClip
from studio.model.edits.music import Sync
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId, FrameFeatures, MotionPeak
from tests.studio.editing.material import Editor, clip, material, song


def editor() -> Editor:
    """Two clips alike but for a jump in the first and a face in the second."""
    plain = [FrameFeatures(n / 4, sharpness=0.8) for n in range(48)]
    jumper, analysis = clip("jump", 12, moments=plain)
    jump = (jumper, replace(analysis, peaks=(MotionPeak(6.2, 1.0),)))
    close = [replace(m, faces=0.06 if m.time > 6 else 0.0) for m in plain]
    return Editor(material(jump, clip("face", 12, moments=close), songs=[song()]))


def test_a_shot_tells_its_movement_on_a_beat_and_its_faces() -> None:
    cut = editor().edit(Sync(), SetLength(length=Exact(value=12)))
    reasons = {reason for shot in cut.shots for reason in shot.reasons}
    assert {ShotReason.ON_BEAT, ShotReason.HIGHLIGHT, ShotReason.FACES} <= reasons
    for shot in cut.shots:
        end = shot.source + shot.source_seconds(cut.rate)
        if ShotReason.HIGHLIGHT in shot.reasons:
            assert shot.clip == "jump"
            assert shot.source < 6.2 < end
        if ShotReason.FACES in shot.reasons:
            assert shot.clip == "face"
            assert end > 6


def test_what_was_asked_for_comes_first_and_a_kept_shot_keeps_its_reasons() -> None:
    video = editor()
    one = video.edit(Sync(), SetLength(length=Exact(value=12)))
    two = video.edit(PlaceClip(clip=AssetId("face"), where="first"))
    assert two.shots[0].reasons[0] is ShotReason.ASKED
    before = {(s.clip, s.source): s.reasons for s in one.shots}
    same = [s for s in two.shots[1:] if (s.clip, s.source) in before]
    assert same
    assert all(s.reasons == before[s.clip, s.source] for s in same)
