from __future__ import annotations

import random
from pathlib import Path

import pytest

from service.errors import InvalidRequest
from service.evals.folder import RunFolder

MANIFEST = {"suite": "s", "settings": {"a": 1}}


def row(case: str, trial: str = "t", **fields: object) -> dict[str, object]:
    return {"trial": trial, "id": case, "result": {}, **fields}


def test_rows_and_texts_are_there_again(tmp_path: Path) -> None:
    with RunFolder(tmp_path / "run") as folder:
        assert not folder.begin(MANIFEST, must_equal=("suite",))
        keys = [folder.keep(text) for text in ("long text", "another", "long text")]
        folder.append(row("1", keys=keys))
        folder.append(row("2", "other"))
    assert keys[0] == keys[2] != keys[1]
    with RunFolder(tmp_path / "run") as folder:
        assert folder.begin(MANIFEST, must_equal=("suite",))
        assert (folder.ids("t"), folder.ids("other"), folder.ids("none")) == ({"1"}, {"2"}, set())
        assert [folder.fetch(key) for key in folder.row("t", "1")["keys"]] == [
            "long text",
            "another",
            "long text",
        ]


def test_a_folder_of_another_run_is_refused_with_what_differs(tmp_path: Path) -> None:
    with RunFolder(tmp_path / "run") as folder:
        folder.begin(MANIFEST, must_equal=("suite", "settings"))
        with pytest.raises(InvalidRequest, match="another run: settings differs; give another"):
            folder.begin(MANIFEST | {"settings": {"a": 2}}, must_equal=("suite", "settings"))


def test_two_writers_are_refused(tmp_path: Path) -> None:
    with RunFolder(tmp_path / "run"), pytest.raises(InvalidRequest, match="another run is writing"):
        RunFolder(tmp_path / "run")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InvalidRequest, match="cannot be written"):
        RunFolder(tmp_path / "file" / "run")


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    with RunFolder(tmp_path / "run") as folder:
        folder.append(row("1"))
    rows = tmp_path / "run" / "rows.jsonl"
    rows.write_text("not json\n" + rows.read_text())
    with pytest.raises(InvalidRequest, match=r"rows\.jsonl:1: is damaged"):
        RunFolder(tmp_path / "run")


def test_cut_anywhere_it_goes_on_with_the_rows_that_are_whole(tmp_path: Path) -> None:
    """A killed process leaves a prefix of what it wrote: texts first, then their row."""
    dice = random.Random(3)
    texts = [f"text {i} “ü” " + "x" * dice.randrange(40) for i in range(6)]
    for attempt in range(60):
        path = tmp_path / f"run{attempt}"
        with RunFolder(path) as folder:
            for case in "123456":
                folder.append(row(case, text=folder.keep(texts[int(case) - 1])))
        rows = path / "rows.jsonl"
        data = rows.read_bytes()
        cut = dice.randrange(len(data) + 1)
        rows.write_bytes(data[:cut])
        whole = data[:cut].count(b"\n")
        with RunFolder(path) as folder:
            assert folder.ids("t") == set("123456"[:whole])
            for case in "123456"[whole:]:
                folder.append(row(case, text=folder.keep(texts[int(case) - 1])))
        assert rows.read_bytes() == data
        with RunFolder(path) as folder:
            for case in "123456":
                assert folder.fetch(folder.row("t", case)["text"]) == texts[int(case) - 1]
