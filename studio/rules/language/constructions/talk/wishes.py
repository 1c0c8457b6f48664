"""Constructions for what is not made here: the answer says so, and why."""

from typing import Any

from studio.model.edits.control import Impossible
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.registry import construction
from studio.rules.language.grammar.clause import Outcome


def _impossible(topic: str, *patterns: str) -> None:
    """Register a wish that cannot be met; the whole clause belongs to it."""

    def build(match: Match) -> Outcome:
        words = match.clause.words()[:200]
        subject: Any = match["impossible"] or topic
        return [Impossible(topic=subject, words=words)]

    build.__module__ = __name__
    construction(
        "impossible", *(f"{pattern} colour? quote? @rest" for pattern in patterns)
    )(build)


def _publish(m: Match) -> Outcome:
    """Reads "stick it up on our Twitter"; "in Instagram format" names a shape."""
    return [Impossible(topic="publish", words=m.clause.words()[:200])]


def _remove_object(m: Match) -> Outcome | None:
    """Reads "remove the guy"; "drop the dog clip, a guy is in it" is about the clip."""
    tokens = m.clause.tokens
    order = next(n for n, t in enumerate(tokens) if t.has("verb.remove", "verb.erase"))
    noun = max(n for n, t in enumerate(tokens) if t.has("object_noun"))
    between = tokens[order:noun]
    if any(t.has("clips", "shots") for t in between) and any(
        t.has("comma") for t in between
    ):
        return None
    words = m.clause.words()[:200]
    topic: Any = m["impossible"] or "remove_object"
    return [Impossible(topic=topic, words=words)]


_impossible("other", "impossible")
_impossible(
    "publish",
    "publish!bare_publish platform.*|own_account|it",
    "verb.put_on it platform.* at",
    "own_account bare_publish it",
)
construction(
    "impossible",
    "verb.put_on|verb.move!verb.create own_account it publish? at? to? for? as? up? right_way_up? verb.make?",
    "verb.put_on platform.* it publish? at? to? up? right_way_up? verb.make?",
)(_publish)
construction(
    "impossible", "verb.remove!cuts|verb.erase object_noun colour? quote? @rest"
)(_remove_object)
_impossible(
    "remove_object",
    "verb.erase clips|face|unknown_target",
    "blur_out private_noun",
)
_impossible(
    "remove_background",
    "background verb.erase|verb.cut_out",
    "background $remove",
    "background verb.replace|verb.swap",
    "verb.replace|verb.make sky_noun",
)
_impossible(
    "generate_footage",
    "generated_noun verb.put_on|verb.create|verb.generate",
    "verb.generate photo|clip|shot|video|generated_noun|unknown",
)
_impossible(
    "recognise_person",
    "person_noun in_it only|q.which|verb.use|verb.find|verb.keep",
    "verb.find person_noun",
)
_impossible(
    "narration",
    "verb.read_out voice_noun|title|it|caption|words_noun|song",
    "voice_noun verb.put_on|verb.read_out|verb.add|says",
)
_impossible("lip_sync", "clips verb.talk verb.make|verb.let")
_impossible(
    "change_face",
    "cloth_noun look_noun|colour_noun|verb.replace|verb.wear|verb.make",
    "body_noun~adj.small|adj.big|adj.smooth|adj.bright|verb.remove",
    "adj.small|adj.big|adj.smooth|verb.remove~body_noun",
)
_impossible("translate", "caption|title language_noun", "verb.translate")
_impossible(
    "streaming_song",
    "song stream_noun|platform.* from",
    "stream_noun from",
    "verb.find|verb.export song",
    "verb.find stream_noun",
)
_impossible("download", "link_noun clip|video|song|verb.export|verb.use|verb.find")


@construction(
    "impossible",
    "unknown+ verb.use|verb.play|verb.replace|verb.put_on says_instead song? of? it? for? to?",
    "unknown+ verb.use|verb.play|verb.replace|verb.put_on song of? it? for? to? by? instead_of?",
)
def _song_by_name(m: Match) -> Outcome | None:
    """Reads "use Despacito instead": a name that no file of the project has."""
    text = m.clause.context.text
    names = [token for _, token in m.words if token.has("unknown")]
    if not all(text[token.start].isupper() for token in names):
        return None
    return [Impossible(topic="streaming_song", words=m.clause.words()[:200])]
