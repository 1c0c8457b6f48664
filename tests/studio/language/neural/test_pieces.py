"""A text is split into the likeliest pieces, each with its place."""

from itertools import pairwise

from hypothesis import given, strategies as st

from studio.rules.language.neural.pieces import UNKNOWN, Pieces

NAMES = (
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "\u2581",
    "\u2581slow",
    "er",
    "s",
    "low",
    "慢",
)
SCORES = (-9.0, -9.0, -9.0, -9.0, -4.0, -2.0, -2.0, -5.0, -5.0, -3.0)
PIECES = Pieces(NAMES, SCORES)


def split(text: str) -> list[tuple[str, str]]:
    return [(NAMES[p.number], text[p.start : p.end]) for p in PIECES.split(text)]


def test_the_likeliest_pieces_are_chosen() -> None:
    assert split("slower") == [("\u2581slow", "slow"), ("er", "er")]
    assert split("low") == [("\u2581", ""), ("low", "low")]


def test_spaces_are_single_and_full_width_letters_plain() -> None:
    assert split("slow  \u3000ｓｌｏｗ") == [
        ("\u2581slow", "slow"),
        ("\u2581slow", "ｓｌｏｗ"),
    ]


def test_a_character_of_no_piece_is_unknown() -> None:
    assert split("慢x") == [("\u2581", ""), ("慢", "慢"), (NAMES[UNKNOWN], "x")]


@given(st.text(alphabet="slower 慢x\t", max_size=30))
def test_the_pieces_cover_all_letters_in_their_order(text: str) -> None:
    pieces = [piece for piece in PIECES.split(text) if piece.end > piece.start]
    assert all(one.end <= other.start for one, other in pairwise(pieces))
    covered = "".join(text[piece.start : piece.end] for piece in pieces)
    assert "".join(covered.split()) == "".join(text.split())
