"""Name the edit that comes closest to words that no construction reads in full."""

from studio.rules.language.grammar.clause import Clause

_BY_CONCEPT: tuple[tuple[str, str], ...] = (
    ("resolution_noun", "resolution"), ("look.", "look"), ("join.", "join"), ("transition", "join"), ("speed.", "speed"), ("verb.reverse", "reverse"),
    ("verb.boomerang", "reverse"), ("verb.freeze", "freeze"), ("verb.ramp", "ramp"), ("auto_caption", "captions"), ("caption", "captions"),
    ("logo", "overlay"), ("intro_card", "card"), ("outro_card", "card"), ("title", "add_title"), ("fade_in", "fade_picture"), ("fade_out", "fade_picture"),
    ("bars", "bars"), ("cube_noun", "cube"), ("pulse.", "pulse"), ("verb.stabilise", "stabilise"), ("verb.zoom", "zoom"), ("verb.turn", "turn"), ("verb.mirror", "turn"),
    ("verb.focus", "focus"), ("verb.blur_fill", "fit"), ("verb.crop", "fit"), ("adj.bright", "adjust"), ("adj.dark", "adjust"), ("adj.contrasty", "adjust"), ("adj.saturated", "adjust"),
    ("look_noun", "look"), ("effects_all", "look"), ("clip_sound", "clip_sound"), ("verb.mute", "clip_sound"), ("sound", "volume"), ("song", "use_music"), ("aspect.", "aspect"),
    ("ratio", "aspect"), ("lines", "resolution"), ("fps", "frame_rate"), ("verb.loop", "loop"), ("verb.swap", "swap"), ("verb.split", "split"), ("verb.trim", "trim_clip"), ("order_noun", "order"),
    ("verb.shuffle", "order"), ("photo_motion", "photo_motion"), ("photo", "shot_length"), ("state", "shift_bar"), ("cuts", "pace"), ("adj.fast", "pace"), ("adj.slow", "pace"), ("beat", "sync"), ("verb.sync", "sync"),
    ("duration", "length"), ("adj.abrupt", "fade_picture"), ("verb.replace", "replace"), ("verb.remove", "leave_out"), ("colour", "change_title"), ("file", "resolution"),
)  # fmt: skip


def nearest(c: Clause) -> str:
    """The edit's name, "" when no concept points to one."""
    concepts = {concept for token in c.tokens for concept in token.concepts}
    heads = concepts | {
        f"{concept.split('.')[0]}." for concept in concepts if "." in concept
    }
    return next((edit for concept, edit in _BY_CONCEPT if concept in heads), "")
