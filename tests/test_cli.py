"""The command line as a user types it: a process of its own, the bundled encoder, the seeds."""

from __future__ import annotations

import json
import os
import signal
import subprocess

import pytest

from support.archives import SEEDS
from support.cli import COMMAND, ROOT, Cli

MEETINGS = "How often will the Turkish and Iranian foreign ministers meet from now on?"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory):
    cli = Cli(tmp_path_factory.mktemp("seeded"))
    done = cli("ingest", str(SEEDS))
    assert (done.returncode, done.stdout) == (0, "5 added\n"), done.stderr
    return cli


@pytest.fixture
def cli(tmp_path):
    return Cli(tmp_path)


def test_the_answer_cites_the_sentence_that_holds_it(seeded):
    answer = json.loads(seeded("ask", MEETINGS, "--json").stdout)
    assert answer["status"] == "answered"
    (cited,) = [
        each for each in answer["citations"] if "will meet every six months" in each["quote"]
    ]
    assert cited["article"]["source"] == "000_b577e5ca75ca81c6.txt"
    assert cited["article"]["outlet"] == "Global Village Space"
    assert cited["paragraph"] == 3
    assert all(each["support"]["verdict"] == "supported" for each in answer["sentences"])
    assert answer["receipt"]["model"] == "extractive"


def test_what_is_not_in_the_archive_is_refused(seeded):
    answer = json.loads(seeded("ask", "Who won the 2018 football World Cup?", "--json").stdout)
    assert answer["status"] == "refused"
    assert answer["citations"] == []
    assert answer["refusal"]["nearest"]


def test_a_person_reads_outlet_title_date_paragraph_and_quote(seeded):
    text = seeded(
        "ask", "How many years of peace between Iran and Turkey did Zarif speak of?"
    ).stdout
    assert "Gog-Magog Alliance Is 'Growing'" in text
    assert "2021-03-21, paragraph" in text
    assert "400 years of peace" in text
    assert "Sources bear out 1 of 1 sentence." in text


def test_ingesting_again_changes_nothing(seeded):
    assert seeded("ingest", str(SEEDS)).stdout == "5 unchanged\n"


def test_doctor_finds_nothing_wrong(seeded):
    health = seeded("doctor", "--json")
    report = json.loads(health.stdout)
    assert health.returncode == 0
    assert report["sound"] is True
    assert report["articles"] == 5


def test_doctor_repairs_a_lost_index(tmp_path):
    cli = Cli(tmp_path)
    cli("ingest", str(SEEDS), NUTGRAF_EMBEDDING="hash")
    for file in (tmp_path / "data").glob("lexical-*/*/*"):
        file.unlink()
    broken = cli("doctor", NUTGRAF_EMBEDDING="hash")
    assert broken.returncode == 1
    assert "tantivy: lacks 19 passages" in broken.stdout
    assert cli("doctor", "--repair", NUTGRAF_EMBEDDING="hash").returncode == 0
    assert "All is well." in cli("doctor", NUTGRAF_EMBEDDING="hash").stdout


def test_without_chroma_articles_come_in_and_are_found(tmp_path):
    broken = tmp_path / "broken" / "chromadb.py"
    broken.parent.mkdir()
    broken.write_text("raise ImportError('no such instruction')")
    cli = Cli(tmp_path, PYTHONPATH=f"{broken.parent}:{ROOT}", NUTGRAF_EMBEDDING="hash")

    taken = cli("ingest", str(SEEDS))

    assert (taken.returncode, taken.stdout) == (0, "5 added\n"), taken.stderr
    assert "the dense index cannot be mended: Chroma failed" in taken.stderr
    assert "Zarif" in cli("ask", "Who is Javad Zarif?").stdout
    health = cli("doctor", "--repair")
    assert health.returncode == 1
    assert "tantivy: equals the record" in health.stdout
    assert "Not repaired: the dense index cannot be mended" in health.stdout
    assert cli("doctor", "--repair", PYTHONPATH=str(ROOT)).returncode == 0


def test_articles_are_listed_shown_and_removed(cli):
    cli("ingest", str(SEEDS), NUTGRAF_EMBEDDING="hash")
    listed = json.loads(cli("articles", "list", "--json", NUTGRAF_EMBEDDING="hash").stdout)
    (one,) = [each for each in listed["articles"] if each["source"].startswith("004")]
    assert one["published"] == "2021-03-21"
    assert one["date_source"] == "text"
    shown = cli("articles", "show", one["id"], NUTGRAF_EMBEDDING="hash").stdout
    assert "\n1  Iran’s Foreign Minister Javad Zarif" in shown
    assert cli("articles", "remove", one["id"], NUTGRAF_EMBEDDING="hash").returncode == 0
    gone = cli("articles", "show", one["id"], NUTGRAF_EMBEDDING="hash")
    assert gone.returncode == 1
    assert "was removed" in gone.stderr
    back = cli("ingest", str(SEEDS), NUTGRAF_EMBEDDING="hash")
    assert back.stdout == "1 added, 4 unchanged\n"
    assert f"note: {one['source']}: it was removed before, and is in the archive again" in (
        back.stderr
    )


def test_prune_removes_what_is_gone(cli):
    folder = cli.folder / "press"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_text(f"Headline {name}\n\nThe council met on {name} day.\n")
    assert cli("ingest", "press", NUTGRAF_EMBEDDING="hash").stdout == "2 added\n"
    (folder / "b.txt").unlink()
    pruned = cli("ingest", "press", "--prune", NUTGRAF_EMBEDDING="hash")
    assert pruned.stdout == "1 removed, 1 unchanged\n"
    assert pruned.stderr.endswith("note: b.txt: removed\n")


def test_a_folder_without_an_archive_is_named_and_left_as_it_is(cli):
    asked = cli("--data-dir", "elsewhere", "ask", "Who opposed the merger?")
    assert asked.returncode == 1
    assert f"there is no archive in '{cli.folder / 'elsewhere'}'" in asked.stderr
    assert not (cli.folder / "elsewhere").exists()


def test_a_day_that_is_written_otherwise_is_told_how_to_write(cli):
    asked = cli("ask", "Who opposed the merger?", "--since", "1.3.2024")
    assert asked.stderr == "nutgraf: since: write a day as 2023-10-05, not '1.3.2024'\n"


def test_a_date_that_nobody_can_read_is_told_and_the_article_goes_in(cli):
    lines = [
        f'{{"id": "{n}", "text": "The mayor spoke {n} times.", "published": "06/07/2019"}}'
        for n in range(21)
    ]
    (cli.folder / "some.jsonl").write_text("\n".join(lines))
    done = cli("ingest", "some.jsonl", NUTGRAF_EMBEDDING="hash")
    assert done.returncode == 0
    assert done.stdout == "21 added\n"
    assert "note: 0: its date '06/07/2019' cannot be read" in done.stderr
    assert "note: … and 1 more; --json has all" in done.stderr
    assert done.stderr.count("note: ") == 21
    again = cli("ingest", "some.jsonl", "--json", NUTGRAF_EMBEDDING="hash")
    outcome = json.loads(again.stdout)["outcomes"][0]
    assert outcome["status"] == "unchanged"
    assert "cannot be read" in outcome["note"]


def test_a_bad_file_is_named_the_others_go_in_and_the_status_says_so(cli):
    folder = cli.folder / "press"
    folder.mkdir()
    (folder / "good.txt").write_text("A headline\n\nThe council met on Monday in the old hall.\n")
    (folder / "empty.txt").write_text("")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "latin.txt").write_bytes("Une dépêche de l’été".encode("cp1252"))
    lines = ['{"id": "fine", "title": "T", "text": "The mayor spoke."}', "not json", ""]
    (folder / "some.jsonl").write_text("\n".join(lines))
    (folder / "huge.jsonl").write_text('{"id": "h", "text": "' + "x" * 50_000_000 + '"}')
    (folder / "torn.pdf").write_bytes(b"\x00\x01\x02\xff\xfe")
    done = cli("ingest", "press", NUTGRAF_EMBEDDING="hash")
    assert done.returncode == 1
    assert done.stdout == "2 added, 6 failed\n"
    failed = ("empty.txt", "binary.txt", "latin.txt", "some.jsonl:2", "huge.jsonl:1", "torn.pdf")
    for named in failed:
        assert f"failed: {named}" in done.stderr
    assert len(done.stderr.splitlines()) == len(failed)
    assert cli("search", "council", NUTGRAF_EMBEDDING="hash").returncode == 0


@pytest.mark.parametrize(
    ("options", "last"),
    [
        (("--find", "iran turkey", "--order", "newest", "--limit", "1"), "more."),
        (("--find", "weather in velmar"), "None of the 5 articles has 'weather in velmar'"),
        (("--limit", "4"), "… and 1 more."),
    ],
)
def test_a_list_of_articles_can_be_narrowed_and_says_what_is_not_shown(seeded, options, last):
    done = seeded("articles", "list", *options)
    assert done.returncode == 0, done.stderr
    assert last in done.stdout.splitlines()[-1]


def test_what_keeps_a_folder_from_being_pruned_is_named(cli):
    folder = cli.folder / "press"
    folder.mkdir()
    (folder / "good.txt").write_text("A headline\n\nThe council met on Monday in the old hall.\n")
    (folder / "empty.txt").write_text("")
    done = cli("ingest", "press", "--prune", NUTGRAF_EMBEDDING="hash")
    assert done.returncode == 1
    assert done.stdout == "1 added, 1 failed\n"
    assert "failed: empty.txt" in done.stderr
    assert "nothing was pruned" in done.stderr


def test_an_option_in_the_wrong_place_is_told_its_place(cli):
    done = cli("ingest", "--data-dir", "elsewhere", "press")
    assert done.returncode == 2
    assert "No such option '--data-dir'. It stands before the command." in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("ingest", "nowhere.txt"), "nowhere.txt: does not exist"),
        (("ask", ""), "the question is empty"),
        (("ask", "x" * 100_000), "question: String should have at most 4000 characters"),
        (("articles", "show", "no-such"), "no article 'no-such'"),
        (("ask", "What?", "--outlet", "The Guardian"), "no article is from outlet 'The Guardian'"),
        (("ask", "What?", "--since", "soon"), "since: "),
        (("--config", "none.toml", "ask", "What?"), "'none.toml' cannot be read"),
        (("--config", "prompt.toml", "articles", "list"), "'local_prompt': no prompt 'brief.v9'"),
        (("--config", "check.toml", "articles", "list"), "'local_prompt': 'check.v1' is made of"),
    ],
)
def test_bad_input_is_named_with_the_next_step(seeded, words, message):
    (seeded.folder / "prompt.toml").write_text('local_prompt = "brief.v9"\n')
    (seeded.folder / "check.toml").write_text('local_prompt = "check.v1"\n')
    done = seeded(*words)
    assert done.returncode == 1
    assert done.stderr.startswith("nutgraf: ")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_keeps_what_was_there(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(data)], check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs root")
    cli = Cli(tmp_path)
    try:
        done = cli("ingest", str(SEEDS), NUTGRAF_EMBEDDING="hash")
        assert done.returncode == 1
        assert "free some space" in done.stderr
        assert "0 articles" in cli("doctor", NUTGRAF_EMBEDDING="hash").stdout
    finally:
        subprocess.run(["umount", str(data)], check=True)


def test_commands_go_through_a_running_service(cli):
    cli("ingest", str(SEEDS), NUTGRAF_EMBEDDING="hash")
    service = subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        cwd=cli.folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NUTGRAF_EMBEDDING": "hash",
            "NUTGRAF_MAX_UPLOAD_MB": "1",
        },
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        owner = cli.folder / "data" / "owner.json"
        while not (owner.exists() and json.loads(owner.read_text())["url"]):
            assert service.poll() is None, service.stderr.read()
        listed = cli("articles", "list", "--json")
        assert len(json.loads(listed.stdout)["articles"]) == 5
        (cli.folder / "new.txt").write_text("Harbour closed\n\nA storm closed the harbour today.\n")
        assert cli("ingest", "new.txt").stdout == "1 added\n"
        assert "storm closed the harbour" in cli("search", "storm harbour").stdout

        (cli.folder / "large.txt").write_text("Large\n\n" + "The tide rose again. " * 60_000)
        mixed = cli("ingest", "large.txt", "new.txt")
        assert mixed.returncode == 1
        assert mixed.stdout == "1 failed, 1 unchanged\n"
        assert "failed: large.txt: " in mixed.stderr

        one = json.loads(cli("articles", "list", "--find", "harbour", "--json").stdout)
        named = one["articles"][0]["id"]
        assert cli("articles", "remove", f"{named}#p1").returncode == 1
        assert cli("articles", "show", named).returncode == 0

        second = cli("serve", "--port", "0")
        assert second.returncode == 1
        assert f"in use by process {service.pid}" in second.stderr
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait(15)
        service.stderr.close()
    assert service.returncode == 0
