"""SQuAD's files as a set: `python -m service.evals.squad_files FILE FOLDER --outlet NAME`.

Writes `articles.jsonl` and `questions.jsonl`, as docs/evaluation.md describes them. Titles
that are addresses (those of SQuADShifts' news are) give the article its day and a title that can be
read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

SNIPPET = 200
"""Characters of a paragraph by which a question's evidence is found again."""
FEWEST_WORDS = 4
"""Shorter questions are seldom about anything by themselves."""

_DAY = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/")
_ENDING = re.compile(r"\.html?$")

Line = dict[str, Any]


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--outlet", required=True, help="Whose articles they are.")
def main(file: Path, folder: Path, outlet: str) -> None:
    """Write the articles and questions of FILE into FOLDER."""
    try:
        entries = json.loads(file.read_text(encoding="utf-8"))["data"]
        articles = [_article(each, outlet) for each in entries]
        questions = [line for each in entries for line in _questions(each)]
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise click.ClickException(f"{file}: not in the format of SQuAD ({fault!r})") from fault
    try:
        folder.mkdir(parents=True)
    except FileExistsError as taken:
        raise click.ClickException(f"{folder}: is there already; name a new folder") from taken
    _write(folder / "articles.jsonl", articles)
    _write(folder / "questions.jsonl", questions)
    click.echo(f"{len(articles)} articles, {len(questions)} questions in {folder}")


def _article(entry: Line, outlet: str) -> Line:
    day = _DAY.search(entry["title"])
    return {
        "id": _source(entry),
        "title": _readable(entry["title"]),
        "outlet": outlet,
        "published": "-".join(day.groups()) if day else None,
        "text": "\n\n".join(_paragraph(each) for each in entry["paragraphs"]),
    }


def _questions(entry: Line) -> Iterator[Line]:
    """Those of an article, each once; a file that marks some as impossible has them refused."""
    asked = set[str]()
    for paragraph in entry["paragraphs"]:
        for each in paragraph["qas"]:
            text = each["question"].strip()
            answers = sorted({said["text"].strip() for said in each["answers"]})
            refuse = bool(each.get("is_impossible"))
            if text in asked or len(text.split()) < FEWEST_WORDS or not (answers or refuse):
                continue
            asked.add(text)
            snippet = _paragraph(paragraph)[:SNIPPET]
            yield {
                "id": each["id"],
                "question": text if text.endswith("?") else f"{text}?",
                "kind": "absent" if refuse else "span",
                "answer_any": [] if refuse else answers,
                "evidence": [] if refuse else [{"article": _source(entry), "snippet": snippet}],
                "refuse": refuse,
            }


def _source(entry: Line) -> str:
    return f"squad-{sha256(entry['title'].encode()).hexdigest()[:12]}"


def _readable(title: str) -> str:
    """A title without what makes it an address or a name of a file."""
    words = re.sub(r"[-_]+", " ", _ENDING.sub("", title.rsplit("/", 1)[-1])).strip()
    return words[:1].upper() + words[1:]


def _paragraph(paragraph: Line) -> str:
    return " ".join(str(paragraph["context"]).split("\n")).strip()


def _write(path: Path, lines: Iterable[Line]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
