"""The least and the most that each edit takes: bounds of the records and of the reader.

Where the reader takes less than the record, its bound stands beside that of the record. A
record is also filled by a language model, and by drafts that an older studio stored.
"""

# Speed: 1 is as filmed.
SLOWEST_SPEED, FASTEST_SPEED = 0.25, 8.0
SLOWEST_SEGMENT, FASTEST_SEGMENT = 0.1, 10.0
"""Of a segment on the timeline, which a stretched shot may need; wider than what is asked."""

# How often and how long a shot is shown, in seconds where nothing else is said.
MOST_REPEATS = 20
SHORTEST_SHOT_ASKED, LONGEST_SHOT_ASKED = 0.1, 3600.0
LONGEST_FREEZE = 30.0

# The distance of cuts, in beats, bars or seconds.
FEWEST_BEATS, MOST_BEATS = 0.125, 64.0

# The grid of beats.
MOST_SHIFTED_BEATS, MOST_SHIFTED_SECONDS = 16, 5.0
SLOWEST_COUNT, FASTEST_COUNT = 0.5, 2.0
"""How the song is counted: at half or at double time."""

# Sound: 1 is as recorded.
LOUDEST = 2.0
LOUDEST_SEGMENT = 4.0
"""Of a segment on the timeline: a draft of another client may be louder than what is asked."""
MOST_SONGS = 8
LONGEST_CROSSFADE = 20.0
LONGEST_FADE = 60.0
"""Seconds, of a sound and of the picture."""

# The picture.
LONGEST_JOIN, MOST_JOIN_BEATS = 10.0, 16.0
NARROWEST_BARS, WIDEST_BARS = 1.0, 4.0
"""Width to height of a film between its bars; the record takes 0 too, for no bars."""
USUAL_BARS = 2.39
MOST_ASPECT = 100
MOST_ZOOM = 4.0
MOST_ZOOM_SEGMENT = 8.0
"""Of a segment on the timeline, where a punch on a beat adds to the zoom."""

# Words and overlays: sizes are shares of the frame.
LONGEST_TEXT = 500
"""Characters that a title, a card or a line of captions holds at most."""
MOST_CAPTION_LINES = 1000
LONGEST_TITLE = 3600.0
MOST_CAPTION_SHIFT = 3600.0
LONGEST_CARD = 30.0
SMALLEST_LETTERS, LARGEST_LETTERS = 0.03, 0.3
SMALLEST_LETTERS_SEGMENT, LARGEST_LETTERS_SEGMENT = 0.01, 0.5
"""Of a segment on the timeline: drafts of an older studio hold them. Not drawn that large."""
SMALLEST_OVERLAY, LARGEST_OVERLAY = 0.02, 1.0

# The whole video.
SHORTEST_VIDEO, LONGEST_VIDEO = 1.0, 600.0
"""Seconds; shorter and longer videos are not made."""
FEWEST_LINES, MOST_LINES = 144, 4320
USUAL_LINES = 1080
FEWEST_LINES_READ, MOST_LINES_MADE = 240, 2160
"""A number below is no resolution that anybody asks for; more lines are not rendered."""
SLOWEST_FRAMES, FASTEST_FRAMES = 1, 120
"""Frames a second."""
SLOWEST_FRAMES_READ = 10
"""Fewer are no frame rate that anybody asks for."""

# Versions.
MOST_STEPS = 1000
FEWEST_OPTIONS, MOST_OPTIONS = 2, 5
