"""What a piped conversation prints of messages that change."""

import io

from bots.console.send.screen import PlainScreen

_SUMMARY = "3 shots on the beat.\n\nTimeline (1 track)"


def printed(screen_use: list[tuple[str, str]]) -> str:
    """The output for one message that is shown as these texts, each with its step."""
    out = io.StringIO()
    screen = PlainScreen(out)
    text, step = screen_use[0]
    screen.show("m1", text, card=bool(step), step=step)
    for text, step in screen_use[1:]:
        screen.change("m1", text, step=step, share=None)
    return out.getvalue()


def test_a_video_that_replaces_its_preview_repeats_nothing_of_it() -> None:
    shown = printed(
        [
            (f"A preview.\n\n{_SUMMARY}\n[1] Undo  [2] Cancel\na-preview.mp4", ""),
            ("A preview.\nRendering · 0:25\n12 %", "rendering"),
            (f"{_SUMMARY}\n[1] Undo\na.mp4", ""),
        ]
    )
    assert shown == (
        f"A preview.\n\n{_SUMMARY}\n[1] Undo  [2] Cancel\na-preview.mp4\n"
        "Rendering · 0:25\n12 %\n"
        "[1] Undo\na.mp4\n"
    )


def test_a_request_that_waits_prints_nothing() -> None:
    shown = printed(
        [
            ("I'll start this after your earlier request.", "queued"),
            ("#3 in the queue", "queued"),
            ("Working on your edit · 0:05", "instructing"),
            ("Working on your edit · 0:10", "instructing"),
            ("Faster cuts.", ""),
        ]
    )
    assert shown == "Working on your edit · 0:05\nFaster cuts.\n"


def test_the_same_notice_twice_is_printed_twice() -> None:
    out = io.StringIO()
    screen = PlainScreen(out)
    for _ in range(2):
        screen.show("", "There is no file a.mp4.", card=False)
    assert out.getvalue() == "There is no file a.mp4.\n" * 2
