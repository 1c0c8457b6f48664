"""Variants and facts of the phrases for edits of footage."""

from collections.abc import Mapping
from dataclasses import replace

from studio.model.edits import footage as f
from studio.model.edits.record import Edit, OfShots, OfSource
from studio.rules.phrases import measure
from studio.rules.phrases.context import Context

Facts = tuple[str, Mapping[str, str]]


def facts(edit: Edit, context: Context) -> Facts | None:
    """The variant of the phrase and its facts; None for edits of another family."""
    match edit:
        case f.SetOrder(mode=mode, clips=clips):
            return mode.value, {"clips": context.clips(clips)}
        case f.PlaceClip():
            return _place(edit, context)
        case f.SwapShots(shots=(first, second)):
            if -1 in (first, second):
                return "with_last", {"first": str(first if second == -1 else second)}
            return "shots", {"first": str(first), "second": str(second)}
        case f.SwapShots(clips=(first, second)):
            names = {"first": context.clip(first), "second": context.clip(second)}
            return "clips", names
        case f.UseOnly(clips=clips) | f.LeaveOut(clips=clips) | f.Include(clips=clips):
            return "done", {"clips": context.clips(clips)}
        case f.RepeatClip(clips=clips, times=times, at_most=most):
            often = {"times": context.words.count("occasions", times)}
            if not clips:
                return "any", often
            key = "most" if most else "exact"
            return key, often | {"clips": context.clips(clips)}
        case f.TrimClip():
            return _trim(edit, context)
        case _:
            return _shots(edit, context)


def _shots(edit: Edit, context: Context) -> Facts | None:
    match edit:
        case f.SplitShot(moment=moment):
            return "done", {"moment": context.moment(moment)}
        case f.BanMoment(shorten=True) if context.shorter > 0:
            before = replace(context.view, duration=measure.seconds(context.before))
            place = replace(context, view=before).place(edit.scope)
            return "shorter", {"where": place}
        case f.BanMoment(scope=OfSource(ranges=(part, *_))):
            return "source", {
                "where": context.place(edit.scope),
                "start": context.seconds_clock(part.start),
                "end": context.seconds_clock(part.end),
            }  # fmt: skip
        case f.BanMoment() | f.KeepMoment():
            place = context.place(edit.scope)
            return ("done", {"where": place}) if place else ("plain", {})
        case f.ReplaceShot(clip=clip):
            place = context.place(edit.scope)
            if clip is None:
                return "other", {"where": place}
            return "clip", {"where": place, "clip": context.clip(clip)}
        case f.SetShotLength():
            return _length(edit, context)
        case _:
            return _motion(edit, context)


def _motion(edit: Edit, context: Context) -> Facts | None:
    words = context.words
    match edit:
        case f.SetPhotoMotion(on=on):
            return "on" if on else "off", {}
        case f.SetSpeed(factor=factor):
            key = "slow" if factor < 1 else "fast" if factor > 1 else "usual"
            return key, {"factor": words.count("times", factor)}
        case f.RampSpeed(start=start, end=end, into=into):
            speeds = {
                "start": words.count("times", start),
                "end": words.count("times", end),
            }
            if into is None:
                return "slow", speeds
            return "into", speeds | {"moment": context.moment(into)}
        case f.Reverse(on=on, boomerang=boomerang):
            return "boomerang" if on and boomerang else "on" if on else "off", {}
        case f.Freeze(moment=moment, seconds=seconds):
            long = {"seconds": context.seconds(seconds)}
            if moment is None:
                return "done", long
            return "at", long | {"moment": context.moment(moment)}
        case f.RestoreShots():
            return "done", {}
        case _:
            return None


def _place(edit: f.PlaceClip, context: Context) -> Facts:
    facts = {"clip": context.clip(edit.clip)}
    if edit.other is not None:
        facts["other"] = context.clip(edit.other)
    if edit.moment is not None:
        facts["moment"] = context.moment(edit.moment)
    return edit.where, facts


def _trim(edit: f.TrimClip, context: Context) -> Facts:
    facts = {"clips": context.clips(edit.clips)}
    start, end = edit.start, edit.end
    if start < 0 and end is None:
        return "last", facts | {"seconds": context.seconds(-start)}
    if end is None:
        return "head", facts | {"seconds": context.seconds(start)}
    if end < 0:
        return "tail", facts | {"seconds": context.seconds(-end)}
    if start == 0:
        return "end", facts | {"end": context.seconds_clock(end)}
    span = {"start": context.seconds_clock(start), "end": context.seconds_clock(end)}
    return "range", facts | span


def _length(edit: f.SetShotLength, context: Context) -> Facts:
    if edit.in_full:
        return "full", {}
    if edit.rule != "exact":
        return edit.rule, {"seconds": context.seconds(edit.seconds or 0.0)}
    if isinstance(edit.scope, OfShots) and len(edit.scope.numbers) == 1:
        if edit.beats is not None:
            return "beats_one", {"beats": context.words.count("beats", edit.beats)}
        return "one", {"seconds": context.seconds(edit.seconds or 0.0)}
    photos = "photo_" if edit.photos else ""
    if edit.beats is not None:
        return f"{photos}beats", {"beats": context.words.count("beats", edit.beats)}
    return f"{photos}seconds", {"seconds": context.seconds(edit.seconds or 0.0)}
