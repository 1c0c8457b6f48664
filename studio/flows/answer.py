"""Answer a request: read it, look and listen, cut, and say what was done."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from studio.errors import StudioError
from studio.model.draft import Draft, TrackType
from studio.model.media import Asset, Footage, MediaKind
from studio.model.music import BeatGrid
from studio.model.project import Project, Version
from studio.model.step import Call, Result, Say, Step, VersionAdded, VersionSelected
from studio.model.wish import (
    Ask,
    Back,
    Cannot,
    DropTitles,
    Faster,
    Forward,
    Longer,
    Put,
    RestyleTitles,
    StartOver,
    Wish,
    Wishes,
    apply,
    keeps_cuts,
)
from studio.rules.cutting.editing import (
    Material,
    apply_look,
    chosen,
    cut,
    music_candidates,
    repeats,
)
from studio.rules.language.brief import read
from studio.rules.language.reading import Named
from studio.rules.replies import describe

_SONGS = (Cannot("song"), Cannot("other_song"))
_PUSHES = 4
"""How often a change of pace that does not show is made greater."""
_MOST_MUSICS = 3
"""Of so many clips the own sound is tried before there is held to be no music."""


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
    """The steps of the answer, as they happen. ``VersionAdded`` comes at most once."""
    chinese = describe.is_chinese(text, project.language)
    files = [Named(a.id, a.name, a.kind) for a in project.assets]
    wishes = (await reader.read(text, files) if reader else None) or read(text, files)
    if not wishes:
        yield Say(describe.say(chinese, "puzzled"))
        return
    if step := _step(project, wishes, chinese):
        for one in step:
            yield one
            if isinstance(one, VersionSelected):
                project = replace(project, current=one.current)
        if not isinstance(wishes[0], Back | Forward) or len(wishes) == 1:
            return
        wishes = wishes[1:]
    async for one in _Edit(project, text, wishes, analyst, chinese).steps():
        yield one


def _step(
    project: Project,
    wishes: Sequence[Wish],
    chinese: bool,  # noqa: FBT001
) -> list[Step]:
    """Going through versions, and questions: answered without an edit."""
    current = project.current
    if all(isinstance(wish, Cannot) for wish in wishes):
        said = describe.changes(wishes, Wishes(), project.draft, chinese)
        if not all(wish in _SONGS for wish in wishes):
            said.append(describe.say(chinese, "can"))
        return [Say("\n".join(said))]
    match wishes[0]:
        case Ask("timeline"):
            return [Say(describe.timeline(project.draft, chinese))]
        case Ask(topic):
            return [Say(describe.say(chinese, topic))]
        case Back(steps):
            if current < 0:
                return [Say(describe.say(chinese, "nothing_back"))]
            return _moved(project, max(-1, current - steps), "undone", chinese)
        case Forward(steps):
            last = len(project.versions) - 1
            if current >= last:
                return [Say(describe.say(chinese, "nothing_forward"))]
            return _moved(project, min(last, current + steps), "redone", chinese)
        case StartOver() if len(wishes) == 1:
            version = Version(Draft(), Wishes().to_json(), "start over")
            return [VersionAdded(version), Say(describe.say(chinese, "over"))]
        case _:
            return []


def _moved(project: Project, to: int, key: str, chinese: bool) -> list[Step]:  # noqa: FBT001
    there = replace(project, current=to)
    now = describe.timeline(there.draft, chinese)
    return [VersionSelected(to), Say(describe.say(chinese, key, now=now))]


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
        if self._changes_no_title():
            yield Say(self._say("no_titles"))
            return
        now = self._now()
        by_id = {asset.id: asset for asset in project.assets}
        pictures = chosen(now, project.assets)
        if not pictures:
            songs = any(asset.kind is MediaKind.AUDIO for asset in project.assets)
            yield Say(self._say("only_song" if songs else "need_clips"))
            return
        draft = project.draft
        notes: list[str] = []
        if draft.tracks and all(keeps_cuts(wish) for wish in self.wishes):
            yield Call("update_draft", {"edits": len(self.wishes)})
            draft = apply_look(draft, now, by_id)
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
            # A thread of its own: others' heartbeats go on while a long song is cut.
            now, draft = await asyncio.to_thread(self._cut, now, material)
            notes = [*self._about(draft, now, material), *notes]
        yield VersionAdded(Version(draft, now.to_json(), self.text))
        yield Result(
            "update_draft", {"duration": draft.duration, "tracks": len(draft.tracks)}
        )
        notes += describe.changes(self.wishes, now, draft, self.chinese, project.draft)
        yield Say(
            "\n".join(dict.fromkeys(notes)) or describe.timeline(draft, self.chinese)
        )

    def _now(self) -> Wishes:
        """The wishes in force, with those of this request."""
        project, now = self.project, self._before()
        for wish in self.wishes:
            if isinstance(wish, Longer) and project.draft.duration:
                now = replace(now, length=project.draft.duration / 1000)
            now = apply(now, wish)
        return now

    def _cut(self, now: Wishes, material: Material) -> tuple[Wishes, Draft]:
        """Cut; a change of pace goes on until it shows, or the pace stays as it was."""
        draft, before = cut(now, material), self.project.draft
        paces = [wish for wish in self.wishes if isinstance(wish, Faster)]
        if not paces or StartOver() in self.wishes:
            return now, draft
        tried = now
        for _ in range(_PUSHES):
            if describe.denser(draft, before, paces[-1]):
                return tried, draft
            tried = apply(tried, paces[-1])
            draft = cut(tried, material)
        last = self._before()
        now = replace(now, pace=last.pace, every=last.every)
        return now, cut(now, material)

    def _changes_no_title(self) -> bool:
        """Whether all that is asked is to change titles, and there are none."""
        change = all(
            isinstance(w, DropTitles) or (isinstance(w, RestyleTitles) and not w.text)
            for w in self.wishes
        )
        return change and not self.project.draft.segments(TrackType.TEXT)

    def _before(self) -> Wishes:
        """The wishes that were in force."""
        project = self.project
        kept = project.versions[project.current].wishes if project.current >= 0 else ""
        return Wishes.from_json(kept)

    async def _material(
        self, now: Wishes, pictures: Sequence[Asset]
    ) -> AsyncIterator[Step | str | Material]:
        """Look at the clips, listen to the music; what fails is said and left out."""
        sources: list[tuple[Asset, Footage]] = []
        broken: list[str] = []
        yield Call("look_at_clips", {"clips": len(pictures)})
        seen = await asyncio.gather(
            *(self.analyst.footage(asset) for asset in pictures), return_exceptions=True
        )
        for asset, found in zip(pictures, seen, strict=True):
            if isinstance(found, Footage):
                sources.append((asset, found))
            elif isinstance(found, StudioError):
                broken.append(asset.name)
            else:
                raise found
        yield Result("look_at_clips", {"usable": len(sources)})
        if broken:
            yield self._say("broken", names=", ".join(f'"{name}"' for name in broken))
        if not sources:
            return
        music: tuple[Asset, BeatGrid] | None = None
        for song in music_candidates(now, self.project.assets)[:_MOST_MUSICS]:
            yield Call("analyze_music", {"song": song.name})
            try:
                heard = (song, await self.analyst.music(song))
                music = None if _unheard(heard) else heard
            except StudioError:
                if song.kind is MediaKind.AUDIO:
                    yield self._say("broken", names=f'"{song.name}"')
            tempo = music[1].tempo if music else 0
            yield Result("analyze_music", {"tempo": tempo})
            if music:
                break
        yield Material(tuple(sources), music)

    def _about(self, draft: Draft, now: Wishes, material: Material) -> list[str]:
        """What is to be known of this cut."""
        song = material.music[0] if material.music else None
        name = song.name if song and now.music_volume > 0 else ""
        out = [describe.cut(draft, name, self.chinese, asked=now.music_volume > 0)]
        if song and song.kind is MediaKind.VIDEO:
            out.append(self._say("own_sound"))
        if now.length and draft.duration < now.length * 1000 - 700:
            out.append(self._say("short_song", length=describe.length(draft.duration)))
        music = draft.segments(TrackType.AUDIO)
        if len(music) > 1 and now.music_volume > 0:
            out.append(self._say("looped", song=music[0].name))
        if repeats(draft):
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
    return asset.kind is MediaKind.VIDEO and quiet


def _beyond(text: str) -> bool:
    """Whether more than 1080 lines were asked for."""
    return any(
        size in text.lower() for size in ("4k", "2k", "uhd", "2160", "1440", "qhd")
    )
