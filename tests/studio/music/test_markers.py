"""Markers for editors: every beat at its time, in the form that each program reads."""

from xml.etree import ElementTree as ET

import pytest

from studio.model.music import BeatGrid, Section
from studio.rules.markers.audacity import audacity_labels
from studio.rules.markers.edl import marker_edl
from studio.rules.markers.events import beat_markers
from studio.rules.markers.fcpxml import marker_fcpxml
from studio.rules.markers.midi import midi_tempo_map
from studio.rules.markers.reaper import reaper_csv

BEATS = (1.2, 1.7, 2.2, 2.7, 3.2, 3.7, 4.21)
GRID = BeatGrid(
    5.0,
    120.0,
    BEATS,
    (1.7, 3.2),
    (0.5,) * 7,
    (Section(0.0, 1.7, 0.2, "intro"), Section(1.7, 5.0, 0.9, "chorus")),
    (0.9,) * 7,
)
NOTHING = BeatGrid(5.0, 0.0, (), (), (), (Section(0.0, 5.0, 0.0, "silence"),), ())


def test_beats_are_named_by_bar_and_beat() -> None:
    names = [marker.name for marker in beat_markers(GRID)]
    assert names == ["0.1", "1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]


def test_audacity_labels_are_points_and_ranges() -> None:
    rows = [row.split("\t") for row in audacity_labels(GRID).splitlines()]
    assert ["1.700000", "1.700000", "1.1"] in rows
    assert ["1.700000", "5.000000", "chorus"] in rows
    assert [float(row[0]) for row in rows] == sorted(float(row[0]) for row in rows)


def test_reaper_has_markers_and_regions() -> None:
    rows = reaper_csv(GRID).splitlines()
    assert rows[0] == "#,Name,Start,End,Length"
    assert "M2,1.1,1.700000,," in rows
    assert "R2,chorus,1.700000,5.000000,3.300000" in rows


def tempo_times(data: bytes) -> tuple[list[float], list[tuple[int, int]]]:
    """Seconds of the file's beats, and (beat, size) of its time signatures."""
    assert data[:4] == b"MThd"
    assert int.from_bytes(data[18:22], "big") == len(data) - 22
    at, tick, now, micros = 22, 0, 0.0, 500_000
    times, signatures = [0.0], []
    while at < len(data):
        wait = 0
        while True:
            wait = wait << 7 | data[at] & 0x7F
            at += 1
            if not data[at - 1] & 0x80:
                break
        for _ in range(wait // 480):
            now += micros / 1e6
            times.append(now)
        tick += wait
        kind, size = data[at + 1], data[at + 2]
        value = data[at + 3 : at + 3 + size]
        if kind == 0x51:
            micros = int.from_bytes(value, "big")
        if kind == 0x58:
            signatures.append((tick // 480, value[0]))
        at += 3 + size
    return times, signatures


def test_a_midi_tempo_map_puts_its_beats_where_the_songs_are() -> None:
    times, signatures = tempo_times(midi_tempo_map(GRID))
    assert times[1 : len(BEATS) + 1] == pytest.approx(BEATS, abs=1e-5)
    assert signatures == [(0, 1), (1, 1), (2, 3)]


def test_an_edl_has_one_marker_a_frame_an_hour_in() -> None:
    rows = marker_edl(GRID, "my song", 25).splitlines()
    assert rows[0] == "TITLE: my song"
    places = [row.split()[4] for row in rows if "001      V" in row]
    assert "01:00:01:05" in places
    assert len(places) == len(set(places)) == 8  # the chorus lies on a beat
    assert " |C:ResolveColorGreen |M:chorus |D:1" in rows


def test_fcpxml_is_well_formed_and_holds_every_beat() -> None:
    text = marker_fcpxml(GRID, "file:///a%20b.mp3", 'say "hi" & <go>', 30)
    markers = ET.fromstring(text).iter("marker")
    values = {marker.get("value"): marker.get("start") for marker in markers}
    assert values["1.1"] == "51/30s"
    assert values["section: chorus"] == "51/30s"
    assert len(values) == 9


def test_nothing_found_still_gives_whole_files() -> None:
    assert audacity_labels(NOTHING) == "0.000000\t5.000000\tsilence\n"
    assert len(reaper_csv(NOTHING).splitlines()) == 2
    assert tempo_times(midi_tempo_map(NOTHING))[1] == []
    assert "silence" in marker_edl(NOTHING, "x", 30)
    empty = marker_fcpxml(NOTHING, "file:///a", "x", 30)
    assert len(list(ET.fromstring(empty).iter("marker"))) == 1
