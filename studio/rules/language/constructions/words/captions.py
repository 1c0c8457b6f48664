"""Constructions for captions: from a file or from speech, changes and removals."""

from typing import Any

from studio.model.edits.overlay import (
    AddCaptions,
    CaptionTiming,
    ChangeCaptions,
    ChangeTitle,
    Position,
    RemoveCaptions,
    SpeechCaptions,
)
from studio.model.edits.record import Times
from studio.model.media import AssetId
from studio.model.reading import Residue
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction, fixed
from studio.rules.language.constructions.words.titles import LOOKS, MOVES
from studio.rules.language.grammar.clause import Outcome, question
from studio.rules.language.lexicon.fold import is_han

_ENDINGS = (".srt", ".lrc", ".vtt", ".ass")
_ABOUT = f"caption? {LOOKS} {MOVES} new? verb.write? verb.write_out? says? verb.add? verb.put_on? and? flaw? verb.replace?"
_SPEAKERS = "verb.recognise? automatic? says? speech? face? each? all? clip? clips? verb.hear? q.what? verb.create?"

fixed(
    __name__,
    RemoveCaptions(),
    f"caption|auto_caption|file $remove all? speech? more? {MOVES}",
)


@construction(
    "speech_captions",
    f"auto_caption caption? {_SPEAKERS} @style {_ABOUT}",
    f"caption speech|automatic speech? {_SPEAKERS} @style {_ABOUT}",
    f"caption verb.recognise {_SPEAKERS} @style {_ABOUT}",
    f"caption clips {_SPEAKERS} @style {_ABOUT}",
)
def from_speech(m: Match) -> Outcome | None:
    """Reads "auto captions", "subtitles of what they say", "给说话加字幕"."""
    if m["clips"] is not None and m.clause.seen("only", "only_at"):
        return Residue(m.clause.words(), "speech_captions", "not_scoped")
    if m.clause.view.has_captions and m.clause.seen("logo"):
        return None  # "put the captions above the logo"
    return [SpeechCaptions(**_styled(m))]


@construction(
    "change_captions",
    f"caption|file duration earlier|later|state earlier? later? state? verb.shift? verb.land? speech? sound? {_ABOUT}",
    f"caption|file duration verb.shift earlier|later|back {_ABOUT}",
    f"caption|file fraction earlier|later {_ABOUT}",
)
def shift(m: Match) -> Outcome:
    """Reads "captions 0.5 s later"; "the captions are 1 s late" asks for the contrary."""
    seconds = m["duration"] if m["duration"] is not None else m["fraction"]
    ways = [t for _, t in m.words if t.has("earlier", "later")]
    orders = [t for t in ways if not t.has("state")]
    words = orders or ways
    sign = -1 if any(t.has("earlier") for t in words) else 1
    ordered = m.has("verb.shift", "verb.move", "verb.make") and not m.has("verb.land")
    described = not orders and m.has("state") and not ordered
    return [ChangeCaptions(shift=(-sign if described else sign) * seconds)]


@construction(
    "captions",
    f"caption file? beat? verb.sync? interval? beats? all? @style {_ABOUT}",
    f"file title? as? for? all? @style {_ABOUT}",
)
def from_file(m: Match) -> Outcome | None:
    """Reads "use the srt as captions", "lyrics on the beat", "subtitles in yellow"."""
    values = _styled(m)
    stands = m.clause.view.has_captions
    added = m.has("file", "beat", "verb.sync", "interval")
    if m.has("verb.keep") and not (added or values):
        return None  # "别动字幕" asks for none
    if stands and not added:
        if not values and m.has("up", "down"):
            values = {"position": Position.TOP if m.has("up") else Position.BOTTOM}
        if values:
            return [ChangeCaptions(**values)]
        if not m.has("caption.srt", "caption.lrc", "verb.put_on", "verb.use"):
            return None
    files = _files(m)
    orders = max(map(m.place, ("verb.put_on", "verb.add")))
    adds = orders >= 0 and not (m.is_han() and m.place("caption") < orders)
    of_a_title = not (stands or added or files or adds)
    if of_a_title and m.clause.view.titles and m.style:
        return [ChangeTitle(**m.style)]  # "字幕" may also name a title
    if m.has("file") and not m.has("caption") and not _named(m):
        return None
    if files:
        timed = m.has("beat", "verb.sync", "interval", "beats")
        timing = CaptionTiming.BEATS if timed else CaptionTiming.FILE
        return [AddCaptions(source=_named(m) or files[-1], timing=timing, **values)]
    left_alone = m.clause.seen("not", "leave_alone") or (
        m.has("verb.keep") and not values
    )
    if left_alone:
        return None  # "don't touch the captions"
    # "加字幕" may also ask for words of a title
    nouns = [m.clause.surface(t) for _, t in m.words if t.has("caption")]
    if added or any(map(is_han, nouns)) or m.has("caption.lrc", "caption.srt"):
        return question("captions_source", (), SpeechCaptions(**values))
    if values and _stand(m, values):
        return [ChangeCaptions(**values)]
    return [SpeechCaptions(**values)]


def _stand(m: Match, values: dict[str, Any]) -> bool:
    """Whether the words take captions to stand: "bigger captions", or "bigger" alone.

    A word without text is the subject of the edit before.
    """
    implied = any(t.has("caption") and t.start == t.end for _, t in m.words)
    compared = isinstance(values.get("size"), Times)
    return implied or (compared and not m.has("verb.put_on", "verb.add"))


@construction(
    "captions",
    f"caption.srt caption.lrc instead_of|verb.replace|verb.swap for? with? by? {_ABOUT}",
)
def other_file(m: Match) -> Outcome | None:
    """Reads "the lyrics instead of the srt", "swap the subtitles for the lyrics"."""
    srt, lrc = m.place("caption.srt"), m.place("caption.lrc")
    first = m.has("instead_of")
    ending = ".srt" if (srt < lrc) is first else ".lrc"
    by_id = {clip.id: clip.name.lower() for clip in m.clause.view.clips}
    source = next((i for i in _files(m) if by_id[i].endswith(ending)), None)
    timing = CaptionTiming.FILE
    return None if source is None else [AddCaptions(source=source, timing=timing)]


def _styled(m: Match) -> dict[str, Any]:
    """The style that was read; captions always stand throughout."""
    return {
        name: value
        for name, value in m.style.items()
        if name not in {"whole", "seconds"}
    }


def _files(m: Match) -> list[AssetId]:
    """The files of captions in the chat, in the order in which they came."""
    clips = m.clause.view.clips
    return [clip.id for clip in clips if clip.name.lower().endswith(_ENDINGS)]


def _named(m: Match) -> AssetId | None:
    """The file that the words of the pattern name, by its name or its ending."""
    files = _files(m)
    named = next((i for i in m["file"] or () if i in files), None)
    for ending in ("srt", "lrc"):
        if named is None and m.has(f"caption.{ending}"):
            by_id = {clip.id: clip.name.lower() for clip in m.clause.view.clips}
            named = next(
                (i for i in reversed(files) if by_id[i].endswith(ending)), None
            )
    return named
