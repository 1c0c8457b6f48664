"""How a timeline and its changes are described, in English."""

MESSAGES = {
    "timeline": "Timeline ({count:tracks}): {lines}",
    "timeline.empty": "Timeline: empty",
    "timeline.video": "Video",
    "timeline.music": "BGM",
    "timeline.title": "Title",
    "timeline.track": "{label}: {names}",
    "change.title_added": "Title added: {what}",
    "change.title_removed": "Title removed: {what}",
    "change.music_added": "Music added: {what}",
    "change.music_removed": "Music removed: {what}",
    "change.shots": "Video: {count:shots}",
    "change.length": "Length: {seconds} s",
    "change.size": "Size: {size}",
    "change.volume": "Music at {percent}%",
    "change.clips": "New clips: {names}",
}
