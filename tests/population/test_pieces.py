"""Files cut into pieces: every line once, whatever the cut; heaps give back what was put in."""

from __future__ import annotations

import gzip
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cobalamin.cli import app
from cobalamin.population.report import report
from cobalamin.records.bulk import export, pieces
from cobalamin.records.bulk import lines as bulk_lines
from cobalamin.records.bulk import sort as bulk_sort
from cobalamin.records.bulk.lines import lines_of
from cobalamin.records.heaps import Heap, HeapWriter, sizes

LINES = st.lists(
    st.binary(max_size=40).map(lambda text: text.translate(None, b"\n\x1f")), max_size=30
)  # \x1f begins gzip


@settings(deadline=None)  # files: as slow as the disk
@given(LINES, st.integers(1, 60), st.integers(1, 60), st.booleans())
def test_every_line_is_in_one_piece(tmp_path_factory, lines, piece, chunk, ends):
    path = tmp_path_factory.mktemp("pieces") / "lines.ndjson"
    path.write_bytes(b"\n".join(lines) + (b"\n" if ends else b""))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "PIECE_BYTES", piece)
        patch.setattr(pieces, "CHUNK_BYTES", chunk)
        found = [[bytes(text) for text in pieces.chunks(each)] for each in pieces.pieces_of([path])]
    assert b"".join(text for texts in found for text in texts) == path.read_bytes()
    for text in [text for texts in found for text in texts][:-1]:
        assert text.endswith(b"\n")


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 90), min_size=1, max_size=20),
    st.integers(1, 60),
    st.integers(1, 60),
    st.booleans(),
    st.booleans(),
)
def test_a_line_that_is_too_long_is_passed_over_and_no_other(tmp_path_factory, lengths, piece, chunk, ends, packed):
    lines = [b"%02d" % i + b"x" * length for i, length in enumerate(lengths)]
    path = tmp_path_factory.mktemp("pieces") / "lines.ndjson"
    text = b"\n".join(lines) + (b"\n" if ends else b"")
    path.write_bytes(gzip.compress(text) if packed else text)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"PIECE_BYTES": piece, "CHUNK_BYTES": chunk, "LINE_BYTES": 16, "_SHOWN_BYTES": 2}.items():
            patch.setattr(pieces, name, value)
        found = [
            line
            for each in pieces.pieces_of([path])
            for text in pieces.chunks(each)
            for line in bytes(text).splitlines()
        ]
    assert len(found) == len(lines)
    for line, sent in zip(found, lines, strict=True):
        assert line in (sent, sent[:2] + pieces.PASSED_OVER)
        assert len(sent) >= 16 or line == sent
        assert len(sent) < 16 + 60 or line != sent


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_that_is_too_long_is_told_and_the_next_one_read(tmp_path, packed, monkeypatch):
    """One line of 300 MB was held whole, in a packed file of 300 kB: reading has a bounded memory."""
    monkeypatch.setattr(pieces, "LINE_BYTES", 1 << 20)
    patient = b'{"resourceType": "Patient", "id": "p%d"}\n'
    long = b'{"resourceType": "Observation", "id": "o", "note": [{"text": "' + b"x" * (3 << 20) + b'"}]}\n'
    path = tmp_path / "all.ndjson"
    path.write_bytes(gzip.compress(patient % 1 + long + patient % 2) if packed else patient % 1 + long + patient % 2)
    (tmp_path / "heaps").mkdir()
    found = export.scatter([path], tmp_path / "heaps", 2)
    assert (found.lines, found.kept, found.bad) == (3, 2, 1)
    assert found.rejected[0].where == "all.ndjson:2"
    assert "the line is longer than" in found.rejected[0].why


def test_a_gzip_file_is_one_piece(tmp_path):
    path = tmp_path / "lines.ndjson.gz"
    path.write_bytes(gzip.compress(b"a\nb\n" * 1000))
    (piece,) = pieces.pieces_of([path])
    assert b"".join(map(bytes, pieces.chunks(piece))) == b"a\nb\n" * 1000


def test_a_damaged_gzip_file_is_told_and_what_stands_before_the_damage_is_kept(tmp_path):
    line = b'{"resourceType": "Patient", "id": "p%d"}\n'
    packed = gzip.compress(b"".join(line % i for i in range(200_000)))
    (tmp_path / "Patient.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "heaps").mkdir()
    found = export.scatter([tmp_path / "Patient.ndjson.gz"], tmp_path / "heaps", 2)
    assert found.bad == 1
    assert "cannot be read from here on" in found.rejected[0].why
    assert 1000 < found.kept < 200_000
    assert found.cut_off == ["Patient.ndjson.gz"]


def test_a_file_that_ends_before_its_end_is_told_in_the_terminal_and_in_the_report(tmp_path):
    """What followed is missing from every count, and the run ended as if nothing were wrong."""
    line = b'{"resourceType": "Patient", "id": "p%d"}\n'
    packed = gzip.compress(b"".join(line % (i * 7919) for i in range(20_000)))
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "Patient.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    asked = ["screen", str(tmp_path / "export"), "--to", str(tmp_path / "out"), "--on", "2026-03-02"]
    for _ in range(2):  # what is there already from the first run is told again
        said = CliRunner().invoke(app, asked)
        assert said.exit_code == 2
        assert "Patient.ndjson.gz could not be read to its end" in said.stderr
    assert "> Patient.ndjson.gz could not be read to its end" in report(tmp_path / "out")


@pytest.mark.parametrize("place", [0.0, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("damage", [b"\xff" * 64, b"\x00" * 64, b"\x06\x07" * 40])
def test_a_gzip_file_damaged_anywhere_is_told_and_never_a_traceback(tmp_path, place, damage):
    line = b'{"resourceType": "Patient", "id": "p%d"}\n'
    packed = bytearray(gzip.compress(b"".join(line % (i * 7919) for i in range(20_000))))
    at = 12 + int(place * len(packed))
    packed[at : at + len(damage)] = damage
    (tmp_path / "Patient.ndjson.gz").write_bytes(packed)
    (tmp_path / "heaps").mkdir()
    found = export.scatter(export.files_to_read(tmp_path), tmp_path / "heaps", 2)
    assert found.bad
    assert found.kept + found.bad <= 20_001


@settings(deadline=None)  # files: as slow as the disk
@given(
    st.lists(st.tuples(st.sampled_from("abcdefgh"), st.binary(min_size=1, max_size=20)), max_size=40),
    st.integers(1, 200),
)
def test_a_heap_gives_back_the_lines_of_its_patients(tmp_path_factory, put, buffer):
    folder = tmp_path_factory.mktemp("heaps")
    writer = HeapWriter(folder, 3, buffer=buffer)
    lines = [(patient, patient.encode() + text.replace(b"\n", b" ")) for patient, text in put]
    for patient, line in lines:
        writer.put(patient, line)
    writer.flush()
    heaps = [[line for line in Heap(folder, i).read().split(b"\n") if line] for i in range(3)]
    assert sorted(line for heap in heaps for line in heap) == sorted(line for _, line in lines)
    for patient in "abcdefgh":
        assert sum(any(line[:1] == patient.encode() for line in heap) for heap in heaps) <= 1
    assert [sum(len(line) + 1 for line in heap) for heap in heaps] == sizes(folder, 3)


GOOD = b'{"resourceType": "Patient", "id": "p1"}'


@pytest.mark.parametrize(
    "lines, bad",
    [
        ([GOOD, b'{"id": "a"} {"id": "b"}', b'{"id":', b'"c"}', GOOD], 3),
        ([GOOD, b"", b"   ", GOOD], 0),
        ([GOOD, b'{"a": {}', b"}", GOOD], 2),
        ([GOOD, b"\xff\xfe", b"[1]", GOOD], 2),
        ([b'{"resourceType": "Condition", "code": 7}', GOOD, GOOD], 1),
        ([GOOD + b"\r", GOOD + b"\r"], 0),
    ],
)  # fmt: skip
def test_a_chunk_that_is_not_one_object_a_line_is_read_line_by_line(tmp_path, lines, bad):
    """Two objects on one line and one on two lines are as many objects as lines: they must not be taken for sound."""
    path = tmp_path / "all.ndjson"
    path.write_bytes(b"\n".join(lines) + b"\n")
    (tmp_path / "heaps").mkdir()
    found = bulk_sort.sort_piece(bulk_sort.Sorting(pieces.Piece(path), tmp_path / "heaps", 1, "piece-00000"))
    assert (found.lines, found.kept, found.bad) == (len(lines), sum(line.strip() == GOOD for line in lines), bad)


SCRAPS = st.lists(
    st.sampled_from(
        ['{', '}', '{}', '{"resourceType":"a"}',
         '{"a":1}', '"a":', '1', ',', '[', ']', ':', '"', '\\"', " ", "\r", "", "é", '{"a":{}', '"x"']
    ),
    max_size=6,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(
    st.lists(st.one_of(st.just('{"resourceType":"p"}'), st.just("{}"), SCRAPS), min_size=1, max_size=8), st.booleans()
)
def test_what_is_read_as_a_chunk_is_one_object_a_line(texts, ends):
    chunk = "\n".join(texts).encode() + b"\n" * ends
    if chunk:
        found, lines = lines_of(memoryview(chunk)), chunk.removesuffix(b"\n").split(b"\n")
        alone = [_object(line) for line in lines]
        if found is not None:
            assert [found.line(i) for i in range(len(found.glances))] == lines
            assert [glance.resourceType for glance in found.glances] == alone
        elif all(line == line.strip() for line in lines):
            assert None in alone


def _object(line: bytes) -> str | None:
    """The type of the one object a line is."""
    try:
        return bulk_lines.GLANCE.decode(line).resourceType
    except msgspec.DecodeError:
        return None


def test_a_line_longer_than_a_chunk_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(pieces, "CHUNK_BYTES", 16)
    path = tmp_path / "lines.ndjson"
    path.write_bytes(b"a" * 1000 + b"\n" + b"b" * 3 + b"\n")
    assert [bytes(text) for text in pieces.chunks(pieces.Piece(path))] == [b"a" * 1000 + b"\n" + b"b" * 3 + b"\n"]


def test_a_piece_is_sorted_once(tmp_path, monkeypatch):
    path: Path = tmp_path / "all.ndjson"
    path.write_bytes(GOOD + b"\n")
    (tmp_path / "heaps").mkdir()
    sorting = bulk_sort.Sorting(pieces.Piece(path), tmp_path / "heaps", 1, "piece-00000")
    first = bulk_sort.sort_piece(sorting)
    monkeypatch.setattr(bulk_sort, "chunks", lambda piece: pytest.fail("read again"))
    assert bulk_sort.sort_piece(sorting) == first
