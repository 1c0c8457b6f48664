"""Compose the reply to a request: changes, residues, questions."""

from collections.abc import Sequence
from dataclasses import dataclass

from studio.model.edits.control import Impossible
from studio.model.edits.footage import BanMoment
from studio.model.edits.music import Sync
from studio.model.edits.record import Edit, Exact
from studio.model.edits.whole import SetLength
from studio.model.intent import Refusal
from studio.model.reading import Question, Residue
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context
from studio.rules.phrases.edits import example, phrase, topic
from studio.rules.phrases.formats import sentence
from studio.rules.replies import refusals
from studio.rules.replies.difference import Difference, difference
from studio.rules.replies.standing import stands

_SLACK = 0.7
"""Seconds by which a length may differ from the one asked for without a word."""
_EXAMPLES = ("sync", "length", "add_title", "look")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a request.

    ``done`` are the accepted edits, ``refusals`` the refused ones, ``notes`` sentences
    about the material, ``standing`` the edits that already applied.
    """

    done: tuple[Edit, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    residues: tuple[Residue, ...] = ()
    impossible: tuple[Impossible, ...] = ()
    question: Question | None = None
    notes: tuple[str, ...] = ()
    standing: tuple[Edit, ...] = ()


def reply(outcome: Outcome, context: Context) -> str:
    """The whole reply, a line for each thing to tell.

    Changes are determined from the two drafts; an edit without an effect is reported.
    """
    change = difference(context.before, context.after, outcome.done)
    lines = [_changes(change, context), *_idle(change, outcome.standing, context)]
    lines += _sides(change, context)
    lines += _length(outcome.done, context)
    lines += _filled(change.visible, context)
    if measure.tempo(context.before) != measure.tempo(context.after):
        lines.append(context.other_tempo())
    lines += outcome.notes
    lines += [refusals.refusal(one, context) for one in outcome.refusals]
    lines += [refusals.impossible(one, context) for one in outcome.impossible]
    lines += [refusals.residue(one, context) for one in outcome.residues]
    if outcome.question:
        lines.append(refusals.question(outcome.question, context))
    distinct = list(dict.fromkeys(line for line in lines if line))
    return "\n".join(distinct) or context.words.say("replies.unchanged")


def puzzled(context: Context) -> str:
    """Suggestions after a request of which nothing was understood."""
    words = context.words
    examples = [context.quote(example(do, context)) for do in _EXAMPLES]
    return words.say("replies.puzzled", examples=words.listing(examples, "lists.or"))


def summary(context: Context) -> str:
    """What the new draft is, in one sentence."""
    words, draft = context.words, context.after
    if not draft.tracks:
        return words.say("answers.empty")
    used = dict.fromkeys(s.source for s in measure.pictures(draft) if s.source)
    music = words.say("answers.no_music")
    if songs := context.songs():
        key = "music_beat" if measure.tempo(draft) else "music"
        music = words.say(f"answers.{key}", songs=songs, tempo=context.tempo())
    return words.say(
        "answers.timeline",
        length=context.seconds(measure.seconds(draft)),
        shape=measure.shape(draft),
        shots=context.shot_count(),
        clips=words.count("clips", len(used)),
        music=music,
    )


def _changes(change: Difference, context: Context) -> str:
    """One line for all that changed; a first cut tells its length and shape, too."""
    if not context.before.tracks and context.after.tracks:
        return _first(change, context)
    phrases = [phrase(edit, context) for edit in change.visible]
    if not phrases:
        return ""
    line = context.words.say("lists.changes").join(dict.fromkeys(phrases))
    return sentence(context.words.say("replies.done", changes=line))


def _first(change: Difference, context: Context) -> str:
    """The first cut: the shots and the song, the length, the shape, then the edits."""
    words, kinds = context.words, {edit.do for edit in change.visible}
    cut = next((edit for edit in change.visible if edit.do == "sync"), Sync())
    phrases = [phrase(cut, context), context.seconds(measure.seconds(context.after))]
    if "aspect" not in kinds:
        phrases.append(measure.shape(context.after))
    skip = ("sync", "length", "use_music")
    phrases += [phrase(edit, context) for edit in change.visible if edit.do not in skip]
    line = words.say("lists.changes").join(dict.fromkeys(phrases))
    return sentence(words.say("replies.done", changes=line))


def _idle(change: Difference, standing: Sequence[Edit], context: Context) -> list[str]:
    """Sentences on the edits that changed nothing; one for all that was so before."""
    words = context.words
    already, out = list[str](), list[str]()
    for edit in change.idle:
        if edit in standing or stands(edit, context):
            already.append(phrase(edit, context))
        else:
            what, where = topic(edit.do, context), context.place(edit.scope)
            out.append(words.say("replies.no_effect", what=what, where=where))
    if already:
        listed = words.say("lists.changes").join(dict.fromkeys(already))
        out.insert(0, words.say("replies.no_effect_already", what=listed))
    return [sentence(line) for line in out]


def _sides(change: Difference, context: Context) -> list[str]:
    """Changes of shape, length and number of shots that nobody asked for by name."""
    out = []
    was = measure.orientation(context.before)
    kinds = {edit.do for edit in change.visible}
    if (
        "turn" in kinds
        and "aspect" not in kinds
        and was != measure.orientation(context.after)
    ):
        shape = measure.shape(context.after)
        out.append(context.words.say("replies.side_shape", shape=shape))
    if change.length:
        before, now = (context.seconds(value) for value in change.length)
        out.append(context.words.say("replies.side_length", seconds=now, before=before))
    if change.shots:
        old, new = change.shots
        shots = context.words.count("shots", new)
        out.append(context.words.say("replies.side_shots", shots=shots, before=old))
    return out


def _filled(visible: Sequence[Edit], context: Context) -> list[str]:
    """That a stretch was replaced, not taken out, as a length was asked for."""
    filled = any(isinstance(edit, BanMoment) and edit.shorten for edit in visible)
    if not filled or context.shorter:
        return []
    now = context.seconds(measure.seconds(context.after))
    return [context.words.say("replies.filled", seconds=now)]


def _length(done: Sequence[Edit], context: Context) -> list[str]:
    """That the video is shorter or longer than was asked for."""
    now = measure.seconds(context.after)
    for edit in done:
        if not (isinstance(edit, SetLength) and isinstance(edit.length, Exact)):
            continue
        requested, rule = edit.length.value, edit.rule
        facts = {"seconds": context.seconds(now), "asked": context.seconds(requested)}
        if now < requested - _SLACK and rule in ("exact", "at_least"):
            return [context.words.say("replies.shorter_than_asked", **facts)]
        if now > requested + _SLACK and rule in ("exact", "at_most"):
            return [context.words.say("replies.longer_than_asked", **facts)]
    return []
