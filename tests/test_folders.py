"""What an ingest makes of a folder: what it reads, what it cannot read, what it leaves alone."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from support.cli import PLAIN_USER, Cli

BODY = "The council of {0} met on Monday and closed its old harbour."
ARTICLE = f"Headline of {{0}}\n\n{BODY}\n"


def written(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ARTICLE.format(path.stem))


@pytest.fixture
def cli(tmp_path):
    """A command line that may read no more than its user, whoever runs the tests."""
    before = ()
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root reads everything, and there is no setpriv to take that from it")
        before = PLAIN_USER
    return Cli(tmp_path, before=before, NUTGRAF_EMBEDDING="hash")


def test_a_folder_that_may_not_be_read_is_named_and_its_articles_stay(cli):
    press = cli.folder / "press"
    written(press, "2023/a.txt", "2024/b.txt", "gone.txt")
    assert cli("ingest", "press").stdout == "3 added\n"
    (press / "gone.txt").unlink()
    (press / "2024").chmod(0)
    try:
        pruned = cli("ingest", "press", "--prune")
    finally:
        (press / "2024").chmod(0o755)
    assert pruned.returncode == 1
    assert pruned.stdout == "1 failed, 1 unchanged\n"
    assert "failed: 2024: cannot be read (Permission denied): mend that" in pruned.stderr
    assert "nothing was pruned" in pruned.stderr
    assert cli("ingest", "press", "--prune").stdout == "1 removed, 2 unchanged\n"


def test_files_of_a_folder_that_may_be_listed_and_not_entered_are_named(cli):
    press = cli.folder / "press"
    written(press, "a.txt", "2024/b.txt")
    (press / "2024" / "inner").mkdir()
    (press / "2024").chmod(0o444)
    try:
        done = cli("ingest", "press")
        named = cli("ingest", "press/2024/b.txt")
    finally:
        (press / "2024").chmod(0o755)
    assert (done.returncode, done.stdout) == (1, "1 added, 2 failed\n")
    assert "failed: 2024/inner: cannot be read (Permission denied)" in done.stderr
    assert "failed: 2024/b.txt: cannot be read (Permission denied)" in done.stderr
    assert (named.returncode, named.stdout) == (1, "1 failed\n")
    assert "failed: b.txt: cannot be read (Permission denied)" in named.stderr


def test_a_link_that_leads_nowhere_is_named(cli):
    press = cli.folder / "press"
    written(press, "a.txt", ".hidden/b.txt")
    (press / "b.txt").symlink_to("moved away.txt")
    (press / "c.txt").symlink_to("c.txt")
    done = cli("ingest", "press", "--prune")
    assert (done.returncode, done.stdout) == (1, "1 added, 2 failed\n")
    assert "failed: b.txt: cannot be read (No such file or directory)" in done.stderr
    assert "failed: c.txt: cannot be read (Too many levels of symbolic links)" in done.stderr


def lines(path, *ids):
    path.write_text(
        "".join(
            json.dumps(
                {"id": each, "title": f"{each} of {path.stem}", "text": BODY.format(path.stem)}
            )
            + "\n"
            for each in ids
        )
    )


def test_an_id_that_stands_in_two_files_stays_with_the_first_and_is_named(cli):
    press = cli.folder / "press"
    press.mkdir()
    lines(press / "2022.jsonl", "1", "2")
    lines(press / "2023.jsonl", "1", "3", "3")
    for counts in ("3 added, 2 failed\n", "2 failed, 3 unchanged\n"):
        done = cli("ingest", "press")
        assert (done.returncode, done.stdout) == (1, counts)
        assert (
            "failed: 2023.jsonl:1: the id '1' stands in '2022.jsonl:1' already: "
            "give each article an id of its own"
        ) in done.stderr
        assert "failed: 2023.jsonl:3: the id '3' stands in '2023.jsonl:2' already" in done.stderr
    assert "1 of 2022" in cli("articles", "list").stdout
    lines(press / "2023.jsonl", "4", "3")
    assert cli("ingest", "press").stdout == "1 added, 3 unchanged\n"
    lines(press / "2022.jsonl", "2", "1")
    assert cli("ingest", "press").stdout == "4 unchanged\n"


def test_a_file_name_that_is_no_text_is_told_in_signs_that_are(cli):
    press = cli.folder / "press"
    written(press, "a.txt", "été.txt")
    for name in (b"caf\xe9.txt", b"two\nlines.txt"):
        (press / os.fsdecode(name)).write_text(ARTICLE.format("a far town"))
    (press / os.fsdecode(b"\xe9mpty.txt")).write_text("")
    done = cli("ingest", "press")
    assert (done.returncode, done.stdout) == (1, "4 added, 1 failed\n")
    assert done.stderr == "failed: %E9mpty.txt: the file is empty; remove it or fill it\n"
    assert cli("ingest", str(press / os.fsdecode(b"caf\xe9.txt"))).stdout == "1 unchanged\n"
    listed = json.loads(cli("articles", "list", "--json").stdout)["articles"]
    assert sorted(each["source"] for each in listed) == [
        "a.txt",
        "caf%E9.txt",
        "two%0Alines.txt",
        "été.txt",
    ]


def test_files_of_other_kinds_are_counted_by_their_endings(cli):
    press = cli.folder / "press"
    elsewhere = cli.folder / "elsewhere"
    written(press, "a.txt", "b.png", "more/c.PNG", "d.csv", "Makefile", ".hidden.png", ".git/e.png")
    written(elsewhere, "f.txt")
    (press / "f.txt").symlink_to(elsewhere / "f.txt")
    (press / "years").symlink_to(elsewhere)
    os.mkfifo(press / "g.txt")
    done = cli("ingest", "press", "--json")
    assert done.returncode == 0
    assert [each["source"] for each in json.loads(done.stdout)["outcomes"]] == ["a.txt"]
    assert done.stderr == (
        "left alone: 2 .png, 2 linked, 1 .csv, 1 .txt that is no file, 1 without an ending\n"
    )
    for number in range(9):
        written(press, f"more/x.e{number}")
    assert "1 .e8" not in (many := cli("ingest", "press").stderr)
    assert many.endswith(" of other endings\n")
    assert cli("ingest", "press/a.txt").stderr == ""
    (press / "a.txt").unlink()
    nothing = cli("ingest", "press")
    assert nothing.returncode == 1
    assert nothing.stderr.startswith("left alone: 2 ")
    assert "nutgraf: no articles under 'press': txt, md, html" in nothing.stderr
