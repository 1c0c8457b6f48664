"""Styles that trackers fail at: strong off-beats, half and double feel, odd metres.

The tempo of each is the one that a drummer would count.
"""

from bench.music.styles import Style

HARD = {
    "trap": Style(
        4, 8, (60, 78),
        {"kick": "x.......x...r...........x.....r.",
         "clap": "........x...............x.......",
         "hat": "x.x.x.x.xxxxx.x.x.x.x.xxx.x.xxxx"},
        ("x...............x...........x...",), ("x.......",),
    ),
    "skank punk": Style(
        4, 4, (150, 210),
        {"kick": "x...x...x.r.x...", "snare": "..x...x...x...x.",
         "hat": "x...x...x...x..."},
        ("x.x.x.x.x.x.x.x.",), ("x.x.x.x.",), loose=0.006,
    ),
    "one drop": Style(
        4, 4, (66, 88),
        {"kick": "........x.......", "rim": "........x.....r.",
         "hat": "x.x.x.x.x.x.x.xo"},
        ("..x...x.x.....x.", "x.....x.....x.x."), ("....x.......x...",),
        swing=0.1, loose=0.008,
    ),
    "son montuno": Style(
        4, 4, (88, 116),
        {"rim": "x..x..x...x.x...", "ride": "x...x...x...x...", "tom": "..r.....rx......"},
        ("......x.....x...",), ("..x.x..x..x.x..x",), loose=0.008,
    ),
    "slow blues": Style(
        4, 3, (48, 72),
        {"kick": "x.....x.....", "snare": "...x.....x..", "ride": "xxxxxxxxxxxx"},
        ("x.xx.xx.xx.x",), ("x..", "..x"), loose=0.012,
    ),
    "jig": Style(
        2, 3, (104, 132), {"tom": "x..r.."}, ("x.....",), ("x..x..", "x.xx.x"),
        lead=0.95, loose=0.008,
    ),
    "seven": Style(
        7, 4, (108, 168),
        {"kick": "x.......x.......x...........", "snare": "....x.......x.......x...x...",
         "hat": "x.x."},
        ("x.....x.",), ("x...",), loose=0.005,
    ),
    "take five": Style(
        5, 3, (140, 184), {"ride": "x..x.xx..x..x..", "kick": "x........x....."},
        ("x..x..x..x..x..",), ("x....x...x..x..",), loose=0.01,
    ),
    "strings": Style(4, 4, (60, 104), {}, ("x...............",), ("x...x...x...x...",),
                     loose=0.012, lead=0.9),
    "choir": Style(4, 4, (50, 80), {}, ("x.......",), ("x.......",), loose=0.015,
                   lead=0.6),
    "arpeggio": Style(3, 4, (66, 120), {}, ("x...........",), ("x.x.x.x.x.x.",),
                      loose=0.01, lead=0.8),
    "techno": Style(
        4, 4, (126, 148),
        {"kick": "x...x...x...x...", "open": "..x...x...x...x.", "clap": "r...........r..."},
        ("..xx..xx..xx..xx",), ("...x..x....x..x.",), loose=0.0, lead=0.1,
    ),
}  # fmt: skip
