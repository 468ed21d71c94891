"""Hand-written wire-like stories of invented events: outlets differ, and copy each other."""

from __future__ import annotations

from datetime import date

from index.articles import ParsedArticle
from support.archives import article

FERRY_COPY = (
    "At least 41 people died when the ferry Santa Irene capsized off the port of Velmar on "
    "Thursday, the coast guard said. The vessel was carrying 210 passengers."
)


def wires() -> list[ParsedArticle]:
    """A dozen stories about a ferry, a mine, a bridge, a merger, a minister and a festival."""
    return [
        article(
            "ferry-post.txt",
            FERRY_COPY,
            "Rescuers searched the bay through the night.",
            title="Ferry capsizes off Velmar",
            outlet="The Post",
            published=date(2023, 6, 2),
        ),
        article(
            "ferry-gazette.txt",
            FERRY_COPY.replace("the coast guard said", "according to the coast guard"),
            title="Dozens dead as ferry capsizes",
            outlet="Velmar Gazette",
            published=date(2023, 6, 3),
        ),
        article(
            "ferry-herald.txt",
            "The toll of the Velmar ferry disaster has risen. Divers have now counted 57 dead "
            "from the Santa Irene ferry, and eleven people are still missing.",
            title="Toll rises in Velmar ferry disaster",
            outlet="Morning Herald",
            published=date(2023, 6, 7),
        ),
        article(
            "mine-courier.txt",
            "The collapse of the Orsk Valley mine trapped 312 miners underground, the operator "
            "said. Ventilation failed within the hour.",
            title="Orsk Valley mine collapses",
            outlet="The Courier",
            published=date(2023, 9, 12),
        ),
        article(
            "mine-times.txt",
            "About 300 miners were trapped underground in the collapse of the Orsk Valley mine, "
            "union leaders said.",
            title="Union speaks of neglect at Orsk Valley mine",
            outlet="Valley Times",
            published=date(2023, 9, 13),
        ),
        article(
            "bridge-courier.txt",
            "The new Halden bridge cost 1.2 million euros to repair after the flood, the council "
            "said.",
            title="Halden bridge open again",
            outlet="The Courier",
            published=date(2023, 4, 3),
        ),
        article(
            "bridge-times.txt",
            "Repairs of the Halden bridge after the flood cost €1,200,000, according to the "
            "accounts.",
            title="What Halden paid",
            outlet="Valley Times",
            published=date(2023, 4, 20),
        ),
        article(
            "merger-post.txt",
            "Norvik and Selbank signed the merger agreement on Tuesday in Oslo, both banks said.",
            title="Norvik and Selbank agree on merger",
            outlet="The Post",
            published=date(2023, 10, 12),
        ),
        article(
            "merger-herald.txt",
            "Norvik and Selbank signed the merger agreement on 11 October in Bergen, a person at "
            "Norvik said.",
            title="Inside the merger of Norvik and Selbank",
            outlet="Morning Herald",
            published=date(2023, 10, 15),
        ),
        article(
            "minister-courier.txt",
            "The new harbour minister was appointed by President Lena Aarsen on Monday.",
            title="Harbour minister appointed",
            outlet="The Courier",
            published=date(2023, 11, 7),
        ),
        article(
            "minister-gazette.txt",
            "Interim leader Tomas Brekke appointed the new harbour minister, the palace said.",
            title="A harbour minister at last",
            outlet="Velmar Gazette",
            published=None,
        ),
        article(
            "wedding-post.txt",
            "Ida Holm and Jon Vik married on 4 May 2019 in Velmar. They parted in March.",
            title="Coach parts from husband",
            outlet="The Post",
            published=date(2023, 4, 1),
        ),
        article(
            "wedding-herald.txt",
            "The coach sold her house. In June 2022 Holm married Per Lie, a rower.",
            title="Ida Holm and Jon Vik: the whole story",
            outlet="Morning Herald",
            published=date(2023, 4, 2),
        ),
        article(
            "festival-2022.txt",
            "The Lumen festival drew 14,000 visitors, the organisers said.",
            title="Lumen festival ends",
            outlet="Velmar Gazette",
            published=date(2022, 8, 21),
        ),
        article(
            "festival-2023.txt",
            "The Lumen festival drew 19,500 visitors, the organisers said.",
            title="Lumen festival ends",
            outlet="Velmar Gazette",
            published=date(2023, 8, 20),
        ),
        article(
            "coach-post.txt",
            "Ida Holm failed again on Monday in a vote to become coach of Velmar United.",
            title="No coach yet",
            outlet="The Post",
            published=date(2023, 9, 2),
        ),
        article(
            "coach-herald.txt",
            "Velmar United dropped Ida Holm on Friday as its choice for coach.",
            title="Velmar United looks on",
            outlet="Morning Herald",
            published=date(2023, 9, 9),
        ),
        article(
            "chief-post.txt",
            "Pia Lund is the CEO of Norvik, the bank said.",
            title="Norvik under Lund",
            outlet="The Post",
            published=date(2023, 9, 4),
        ),
        article(
            "chief-herald.txt",
            "Olav Strand is the CEO of Norvik, filings show.",
            title="What filings show of Norvik",
            outlet="Morning Herald",
            published=date(2023, 9, 11),
        ),
        article(
            "agent-post.txt",
            "Her agent said Olga Sund had left for Velmar on Monday.",
            title="Olga Sund leaves",
            outlet="The Post",
            published=date(2023, 9, 5),
        ),
        article(
            "agent-herald.txt",
            "Insiders of the Rowdies expect the agent of Olga Sund in Bergen.",
            title="Olga Sund stays",
            outlet="Morning Herald",
            published=date(2023, 9, 6),
        ),
    ]  # fmt: skip
