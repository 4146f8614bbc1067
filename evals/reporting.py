"""One self-contained HTML page about a run: numbers, bars, controls, every failed question."""

import html
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.records import Check
from evals.metrics import holds, plain_text
from evals.records import Result
from evals.running import read_results
from evals.verdicts import GROUP, JudgedAnswer, read_judged

_STYLE = """
:root { color-scheme: light dark; --bar: #4f6bed; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; } td, th { padding: .2rem .7rem; text-align: left; }
tr { border-bottom: 1px solid var(--line); } td.number { text-align: right; font-variant-numeric: tabular-nums; }
.bar { background: var(--bar); height: .8rem; min-width: 1px; } td.plot { width: 14rem; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; } blockquote { margin: .5rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
.fell { color: #1a7f37; } .stands { color: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --bar: #8ea2ff; } .fell { color: #56d364; } .stands { color: #ff7b72; } }
"""
_SHARES = {"retrieval", "answer", "citations", "abstention", "cross-language", "baselines", "support", "model", GROUP}
_NO_SHARE = {"median words", "nuggets per 100 words"}
_NOTES = {
    "speed": "<p>Milliseconds of two machines do not compare. <em>times embedding</em> is the same time divided by the "
    "median that embedding the bare question took in this run. A cold start is <code>roadmap ask</code> in a process "
    "of its own.</p>",
    GROUP: "<p>Here a language model is the judge. Its verdicts are no measurement of truth: it can be wrong, is not "
    "the same from day to day, and is asked in English about Chinese answers, too. <em>faithful</em>: it says that the "
    "quotes support the answer. <em>relevant</em>: it says that answer and quotes are in line with the question. "
    "Shares are of the answers with a verdict; refusals are not judged.</p>",
}


def write_report(folder: Path) -> Path:
    """Write `report.html` beside the results of a run; returns the file. Raises EvalFault without results."""
    results = read_results(folder)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    file = folder / "report.html"
    file.write_text(_page(summary, results, read_judged(folder)), encoding="utf-8")
    return file


def failed(result: Result) -> bool:
    """Whether the status is wrong, a vital nugget is missing or a citation does not hold."""
    scores = result.scores
    return not result.right_status or (scores.vital_recall or 1.0) < 1 or scores.vital_recall == 0 or not scores.replay


def _page(summary: dict[str, Any], results: Sequence[Result], judged: Sequence[JudgedAnswer]) -> str:
    manifest = summary["manifest"]
    made = f"{summary['made']}, revision {summary['revision']}, answerer {summary['answerer']}, "
    made += f"embedder {manifest['embedder']}, {manifest['passages']} passages, {len(results)} questions"
    failures = [result for result in results if failed(result)]
    groups = dict[str, list[dict[str, Any]]]()
    for row in summary["rows"]:
        groups.setdefault(row["group"], []).append(row)
    judged_rows = groups.pop(GROUP, [])
    parts = [
        "<h1>Evaluation of the ML Roadmap Assistant</h1>",
        f"<p>{html.escape(made)}</p>",
        *(_group(name, rows) for name, rows in groups.items()),
        _controls(summary["controls"]),
        # Older runs know nothing of the checker.
        _mistakes(summary["checker_mistakes"]) if "checker_mistakes" in summary else "",
        _judged(judged_rows, judged) if judged else "",
        f"<h2>Failed questions: {len(failures)} of {len(results)}</h2>",
        *map(_failure, failures),
    ]
    body = "\n".join(parts)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
    return f"<!doctype html><html lang=en><head>{head}<title>Evaluation</title></head><body>{body}</body></html>"


def _group(name: str, rows: Iterable[dict[str, Any]]) -> str:
    lines = "".join(
        f"<tr><td>{html.escape(row['measure'])}</td><td>{html.escape(row['part'])}</td>"
        f"<td class=number>{row['value']:.3f}</td><td class=number>{row['count']}</td>"
        f"<td class=plot>{_bar(row)}</td></tr>"
        for row in rows
    )
    head = "<tr><th>measure</th><th>part</th><th>value</th><th>count</th><th></th></tr>"
    return f"<h2>{html.escape(name)}</h2>{_NOTES.get(name, '')}<table>{head}{lines}</table>"


def _bar(row: dict[str, Any]) -> str:
    if row["group"] not in _SHARES or row["measure"] in _NO_SHARE:
        return ""
    return f'<div class=bar style="width:{100 * row["value"]:.1f}%"></div>'


def _controls(controls: Iterable[dict[str, Any]]) -> str:
    lines = "".join(
        f"<tr><td>{html.escape(control['name'])}</td><td>{html.escape(control['measure'])}</td>"
        f"<td class=number>{control['before']:.3f}</td><td class=number>{control['after']:.3f}</td>"
        f"<td class={'fell' if control['fell'] else 'stands'}>{'fell' if control['fell'] else 'STANDS'}</td></tr>"
        for control in controls
    )
    head = "<tr><th>control</th><th>measure</th><th>before</th><th>after</th><th></th></tr>"
    return f"<h2>Negative controls</h2><table>{head}{lines}</table>"


def _mistakes(mistakes: Sequence[dict[str, Any]]) -> str:
    """What the citation checker gets wrong of its own sentences."""
    missed = [mistake for mistake in mistakes if mistake["case"]["changed"]]
    alarms = [mistake for mistake in mistakes if not mistake["case"]["changed"]]
    head = "<tr><th>sentence</th><th>kind</th><th>what was changed</th><th>cites</th><th>taken for</th></tr>"
    tables = "".join(
        f"<h3>{name}: {len(members)}</h3><table>{head}{''.join(map(_mistake, members))}</table>"
        for name, members in (("Errors that would be shown", missed), ("True sentences that would not be", alarms))
    )
    return f"<h2>Citation checker</h2>{tables}"


def _mistake(mistake: dict[str, Any]) -> str:
    case = mistake["case"]
    found = " ".join(filter(None, (mistake["state"], mistake["reason"], mistake["detail"])))
    cells = (case["sentence"], case["kind"], case["changed"], case["cites"], found)
    return f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>"


def _judged(rows: Sequence[dict[str, Any]], judged: Sequence[JudgedAnswer]) -> str:
    """What a language model says of the answers, and all of its verdicts but the yeses."""
    lines = "".join(
        f"<tr><td>{answer.id}</td><td>{name}</td><td>{'no verdict' if verdict.holds is None else 'no'}</td>"
        f"<td>{html.escape(verdict.fault)}</td><td>{html.escape(verdict.reply)}</td></tr>"
        for answer in judged
        for name, verdict in answer.verdicts.items()
        if not verdict.holds
    )
    head = "<tr><th>question</th><th>asked</th><th>verdict</th><th>why none</th><th>what it said</th></tr>"
    return f"{_group(GROUP, rows)}<table>{head}{lines}</table>"


def _failure(result: Result) -> str:
    question, answer = result.question, result.answer
    missing = [
        nugget.aliases[question.language][0]
        for nugget in question.nuggets
        if nugget.vital and not holds(plain_text(answer.text), nugget)
    ]
    facts = [
        f"{question.kind}, expected {question.expected}, was {answer.status}",
        f"history: {' / '.join(question.history)}" if question.history else "",
        f"asked as: {answer.standalone_question}" if question.history else "",
        f"gold: {', '.join(question.gold)}" if question.gold else question.note,
        f"found: {', '.join(result.places[:5])}",
        f"missing: {' · '.join(missing)}" if missing else "",
        f"notice: {answer.notice}" if answer.notice else "",
        *map(_checked, answer.checks),
    ]
    lines = "".join(f"<li>{html.escape(fact)}</li>" for fact in facts if fact)
    text = html.escape(answer.text).replace("\n", "<br>")
    summary = f"{question.id}: {html.escape(question.question)}"
    return f"<details><summary>{summary}</summary><ul>{lines}</ul><blockquote>{text}</blockquote></details>"


def _checked(check: Check) -> str:
    """What the checker made of a sentence that a model wrote."""
    why = " ".join(filter(None, (check.reason, check.detail)))
    return f"{check.state}{f' ({why})' if why else ''}{'' if check.shown else ', not shown'}: {check.sentence}"
