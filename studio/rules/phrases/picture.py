"""Variants and facts of the phrases for edits of the picture."""

from collections.abc import Mapping

from studio.model.edits import picture as p
from studio.model.edits.record import Edit
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context, value

_NEARLY = 0.05
"""Seconds by which a transition may be shorter than was asked for without a word."""

Facts = tuple[str, Mapping[str, str]]

_TO_THE_LEFT = 270
"""Degrees clockwise that people call 90 to the left."""


def facts(edit: Edit, context: Context) -> Facts | None:
    """The variant of the phrase and its facts; None for edits of another family."""
    match edit:
        case p.SetLook(look=look, strength=strength):
            if look is None:
                return "off", {}
            named = {"look": context.name("look", look.value)}
            part = {"percent": context.percent(strength)}
            return ("on", named) if strength == 1 else ("part", named | part)
        case p.Adjust():
            return _adjusted(edit, context)
        case p.SetBars(ratio=ratio):
            return "on" if ratio else "off", {"ratio": f"{ratio:g}"}
        case p.UseCube(cube=cube, strength=strength):
            facts = {"cube": context.clip(cube or "")}
            facts["percent"] = context.percent(strength)
            return ("off" if not cube else "on" if strength == 1 else "part"), facts
        case p.MatchColours(on=on) | p.Stabilise(on=on):
            return "on" if on else "off", {}
        case p.SetPulse(kind=kind, on=on):
            named = {"pulse": context.name("pulse", kind.value)}
            if on == "off":
                return "off", named
            usual = edit.strength == type(edit).model_fields["strength"].default
            strong = "" if usual else context.percent(edit.strength)
            return "on", named | {"when": context.name("on", on), "percent": strong}
        case p.SetJoin():
            return _join(edit, context)
        case _:
            return _frame(edit, context)


def _frame(edit: Edit, context: Context) -> Facts | None:
    match edit:
        case p.FadePicture(edge=edge, seconds=seconds, color=color):
            facts = {
                "color": context.name("color", color),
                "seconds": context.words.count("seconds", seconds),
            }
            return edge if seconds else f"off_{edge}", facts
        case p.SetAspect():
            named = context.name("orientation", measure.orientation(context.after))
            ratio = measure.shape(context.after)
            return "done", {"orientation": named, "ratio": ratio}
        case p.SetFit(mode=mode):
            return mode.value, {}
        case p.Turn():
            return _turned(edit, context)
        case p.Zoom(end=end):
            level = _zoom(edit, context)
            facts = {"level": context.words.count("times", level)}
            if end is not None:
                return "slow", facts | {"end": context.words.count("times", end)}
            return ("level" if level > 1 else "off"), facts
        case p.SetFocus(point=point):
            return "done", {"point": context.name("point", point.value)}
        case _:
            return None


def _turned(edit: p.Turn, context: Context) -> Facts:
    degrees, mirror = edit.degrees, edit.mirror
    angle = {"degrees": context.words.count("degrees", degrees)}
    if mirror == "off":
        return "unmirrored", {}
    if degrees and mirror:
        return "both", angle
    if degrees == _TO_THE_LEFT and not mirror:
        return "left", {"degrees": context.words.count("degrees", 90)}
    return mirror or ("degrees" if degrees else "off"), angle


def _adjusted(edit: p.Adjust, context: Context) -> Facts:
    name = edit.quality.value
    level = value(edit.level)
    if level is None:
        values = context.altered(edit, lambda s: getattr(s.effects.adjust, name))
        level = measure.mean(values) or 0.0
    facts = {"quality": context.name("quality", name), "change": context.change(level)}
    return "done" if round(level, 2) else "off", facts


def _zoom(edit: p.Zoom, context: Context) -> float:
    level = value(edit.level)
    if level is not None:
        return level
    return measure.mean(context.altered(edit, lambda s: s.effects.zoom[0])) or 1.0


def _join(edit: p.SetJoin, context: Context) -> Facts:
    facts = {"kind": context.name("join", edit.kind.value)}
    if edit.seconds is not None:
        facts["length"] = context.words.count("seconds", edit.seconds)
    elif edit.beats is not None:
        facts["length"] = context.words.count("beats", edit.beats)
    if edit.join is not None:
        total = max(0, len(measure.shots(context.after)) - 1)
        number = edit.join if edit.join > 0 else total + 1 + edit.join
        return "one", facts | {"join": str(number)}
    if edit.where == "sections":
        return "sections", facts
    joins = [s.effects.join for s in context.concerned(edit)]
    long = measure.mean(j.ms / 1000 for j in joins if j and j.kind is edit.kind)
    if long and edit.kind is not p.JoinKind.CUT:
        short = edit.seconds is not None and long < edit.seconds - _NEARLY
        seconds = context.words.count("seconds", round(long, 1))
        return "short" if short else "long", facts | {"seconds": seconds}
    return "everywhere", facts
