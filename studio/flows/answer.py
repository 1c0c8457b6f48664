"""Answer a request: read it, look and listen, cut, and say what was done."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from studio.errors import StudioError
from studio.model.draft import Draft
from studio.model.media import Asset, Footage, Kind
from studio.model.music import BeatGrid
from studio.model.project import Project, Version
from studio.model.step import Call, Changed, Moved, Result, Say, Step
from studio.model.wish import (
    Ask,
    Back,
    Forward,
    Put,
    StartOver,
    Wish,
    Wishes,
    apply,
    keeps_cuts,
)
from studio.rules import describe
from studio.rules.brief import read
from studio.rules.editing import Material, chosen, cut, dress, music_of
from studio.rules.reading import Named


class Analyst(Protocol):
    """Looks at clips and listens to music. Raises ``StudioError`` with a sentence."""

    async def footage(self, asset: Asset) -> Footage: ...
    async def music(self, asset: Asset) -> BeatGrid: ...


class Reader(Protocol):
    """Reads a request better than the rules do; None when it cannot."""

    async def read(self, text: str, files: Sequence[Named]) -> list[Wish] | None: ...


async def answer(
    project: Project, text: str, analyst: Analyst, reader: Reader | None = None
) -> AsyncIterator[Step]:
    """The steps of the answer, as they happen. ``Changed`` comes at most once."""
    chinese = describe.is_chinese(text, project.language)
    files = [Named(a.id, a.name, a.kind) for a in project.assets]
    wishes = (await reader.read(text, files) if reader else None) or read(text, files)
    if not wishes:
        yield Say(describe.say(chinese, "puzzled"))
        return
    if step := _step(project, wishes[0], chinese):
        for one in step:
            yield one
        return
    async for one in _Edit(project, text, wishes, analyst, chinese).steps():
        yield one


def _step(project: Project, wish: Wish, chinese: bool) -> list[Step]:  # noqa: FBT001
    """Going through versions, and questions: answered without an edit."""
    current = project.current
    match wish:
        case Ask("timeline"):
            return [Say(describe.timeline(project.draft, chinese))]
        case Ask():
            return [Say(describe.say(chinese, "help"))]
        case Back(steps):
            if current < 0:
                return [Say(describe.say(chinese, "nothing_back"))]
            return _moved(project, max(-1, current - steps), "undone", chinese)
        case Forward(steps):
            last = len(project.versions) - 1
            if current >= last:
                return [Say(describe.say(chinese, "nothing_forward"))]
            return _moved(project, min(last, current + steps), "redone", chinese)
        case StartOver():
            version = Version(Draft(), Wishes().to_json(), "start over")
            return [Changed(version), Say(describe.say(chinese, "over"))]
        case _:
            return []


def _moved(project: Project, to: int, key: str, chinese: bool) -> list[Step]:  # noqa: FBT001
    there = replace(project, current=to)
    now = describe.timeline(there.draft, chinese)
    return [Moved(to), Say(describe.say(chinese, key, now=now))]


@dataclass(slots=True)
class _Edit:
    """One edit on its way from wishes to a new version."""

    project: Project
    text: str
    wishes: Sequence[Wish]
    analyst: Analyst
    chinese: bool

    async def steps(self) -> AsyncIterator[Step]:
        project = self.project
        now = self._now()
        by_id = {asset.id: asset for asset in project.assets}
        pictures = chosen(now, project.assets)
        if not pictures:
            songs = any(asset.kind is Kind.AUDIO for asset in project.assets)
            yield Say(self._say("only_song" if songs else "need_clips"))
            return
        draft = project.draft
        notes: list[str] = []
        if draft.tracks and all(keeps_cuts(wish) for wish in self.wishes):
            yield Call("update_draft", {"edits": len(self.wishes)})
            draft = dress(draft, now, by_id)
        else:
            material: Material | None = None
            async for one in self._material(now, pictures):
                if isinstance(one, Material):
                    material = one
                elif isinstance(one, str):
                    notes.append(one)
                else:
                    yield one
            if material is None:
                yield Say(" ".join(notes) or self._say("need_clips"))
                return
            yield Call("update_draft", {"shots": len(material.sources)})
            draft = cut(now, material)
            notes = [*self._about(draft, now, material), *notes]
        yield Changed(Version(draft, now.to_json(), self.text))
        yield Result(
            "update_draft", {"duration": draft.duration, "tracks": len(draft.tracks)}
        )
        notes += describe.changes(self.wishes, now, draft, self.chinese)
        yield Say(
            "\n".join(dict.fromkeys(notes)) or describe.timeline(draft, self.chinese)
        )

    def _now(self) -> Wishes:
        """The wishes in force, with those of this request."""
        project = self.project
        before = (
            project.versions[project.current].wishes if project.current >= 0 else ""
        )
        now = Wishes.from_json(before)
        for wish in self.wishes:
            now = apply(now, wish)
        return now

    async def _material(
        self, now: Wishes, pictures: Sequence[Asset]
    ) -> AsyncIterator[Step | str | Material]:
        """Look at the clips, listen to the music; what fails is said and left out."""
        sources: list[tuple[Asset, Footage]] = []
        broken: list[str] = []
        yield Call("look_at_clips", {"clips": len(pictures)})
        for asset in pictures:
            try:
                sources.append((asset, await self.analyst.footage(asset)))
            except StudioError:
                broken.append(asset.name)
        yield Result("look_at_clips", {"usable": len(sources)})
        if broken:
            yield self._say("broken", names=", ".join(f'"{name}"' for name in broken))
        if not sources:
            return
        music: tuple[Asset, BeatGrid] | None = None
        if song := music_of(now, self.project.assets):
            yield Call("analyze_music", {"song": song.name})
            try:
                music = (song, await self.analyst.music(song))
            except StudioError:
                yield self._say("broken", names=f'"{song.name}"')
            tempo = music[1].tempo if music else 0
            yield Result("analyze_music", {"tempo": tempo})
        if music and _unheard(music):
            music = None
        yield Material(tuple(sources), music)

    def _about(self, draft: Draft, now: Wishes, material: Material) -> list[str]:
        """What is to be known of this cut."""
        song = material.music[0] if material.music else None
        out = [describe.cut(draft, song.name if song else "", self.chinese)]
        if song and song.kind is Kind.VIDEO:
            out.append(self._say("own_sound"))
        if now.length and draft.duration < now.length * 1000 - 700:
            out.append(self._say("short_song", length=describe.length(draft.duration)))
        plenty = sum(f.seconds or 2.5 for _, f in material.sources)
        if plenty * 1000 < draft.duration * 0.98:
            out.append(self._say("again"))
        if any(
            isinstance(w, Put) and w.field == "side" for w in self.wishes
        ) and _beyond(self.text):
            out.append(self._say("clamped"))
        used = {s.source for track in draft.tracks for s in track.segments}
        left = [asset.name for asset, _ in material.sources if asset.id not in used]
        if left:
            out.append(self._say("unused", names=", ".join(left)))
        return out

    def _say(self, key: str, **facts: object) -> str:
        return describe.say(self.chinese, key, **facts)


def _unheard(music: tuple[Asset, BeatGrid]) -> bool:
    """A clip's own sound that is silence is no music; a song always is."""
    asset, grid = music
    quiet = all(section.label == "silence" for section in grid.sections)
    return asset.kind is Kind.VIDEO and quiet


def _beyond(text: str) -> bool:
    """Whether more than 1080 lines were asked for."""
    return any(
        size in text.lower() for size in ("4k", "2k", "uhd", "2160", "1440", "qhd")
    )
