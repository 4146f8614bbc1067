"""What `roadmap eval ...` does. Results go to standard output, status to standard error."""

import json
import shutil
import sys
import tempfile
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.commands import answered_by
from assistant.drafts import EXTRACTIVE
from assistant.progress import progress_bar
from assistant.settings import Settings
from corpus.records import Language
from evals.comparing import compare, flipped
from evals.gating import falls, write_baseline
from evals.public import public_rows
from evals.records import EvalFault, read_questions
from evals.reporting import write_report
from evals.running import read_results, run
from evals.speed import measure_speed, speed_table
from evals.speed_chart import speed_chart
from evals.summary import Row
from evals.verdicts import judged_rows, missing_reasons

if TYPE_CHECKING:
    from evals.judging import Judge


def eval_run(options: Namespace, settings: Settings) -> int:
    """Ask the question set and print the table; exit status 1 when a judge was named and a verdict is missing."""
    out = options.out or Path(tempfile.mkdtemp(prefix="roadmap-eval-")) / "run"
    judge = None if options.judge is None else _opened_judge(options.judge, settings)
    rows = run(answered_by(options.answerer, settings), read_questions(options.set), out, progress_bar("asking"))
    print(table(row for row in rows if row.part in {"all", "en", "zh"} or row.group not in {"retrieval", "answer"}))
    print(f"results in {out}", file=sys.stderr)
    return _judged(out, judge) if judge else 0


def eval_compare(options: Namespace, settings: Settings) -> int:
    """Print the paired differences of two runs and the questions that flipped."""
    first, second = read_results(options.first), read_results(options.second)
    print(f"{'measure':<28} {'first':>7} {'second':>7} {'95 % interval':>18} {'p (Holm)':>9}  verdict")
    for d in compare(first, second):
        between = f"{d.low:+.3f} to {d.high:+.3f}"
        print(f"{d.measure:<28} {d.first:7.3f} {d.second:7.3f} {between:>18} {d.p:9.4f}  {d.verdict}")
    for one, two in flipped(first, second):
        recall = f"vital {one.scores.vital_recall} -> {two.scores.vital_recall}"
        print(f"\n{one.question.id}: {one.question.question}\n  {one.answer.status} -> {two.answer.status}, {recall}")
        print(f"  first:  {_line(one.answer.text)}\n  second: {_line(two.answer.text)}")
    return 0


def eval_report(options: Namespace, settings: Settings) -> int:
    """Write the HTML report of a run."""
    print(write_report(options.folder))
    return 0


def eval_gate(options: Namespace, settings: Settings) -> int:
    """Run the test half and compare it with the committed baseline; exit status 1 when a measure fell."""
    folder = Path(tempfile.mkdtemp(prefix="roadmap-gate-"))
    try:
        extractive = answered_by(EXTRACTIVE, settings)
        rows = run(extractive, read_questions("test"), folder / "run", progress_bar("asking"), compared=False)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if options.accept:
        write_baseline(rows)
        print("the baseline is this run", file=sys.stderr)
        return 0
    worse = falls(rows)
    for fall in worse:
        print(f"{fall.measure}: {fall.before:.3f} -> {fall.after:.3f}")
    print(f"{len(worse)} measures fell" if worse else "no measure fell", file=sys.stderr)
    return 1 if worse else 0


def eval_public(options: Namespace, settings: Settings) -> int:
    """The whole product over the public sets that were named."""
    sets: list[tuple[str, Language, Path | None]] = [("cmrc2018", "zh", options.cmrc), ("squad2", "en", options.squad)]
    if not any(folder for *_, folder in sets):
        raise EvalFault("no data named: give --cmrc DIR, --squad DIR or both")
    for name, language, folder in sets:
        if folder is not None:
            print(table(public_rows(name, language, folder, progress_bar(name))))
    return 0


def eval_speed(options: Namespace, settings: Settings) -> int:
    """Measure builds and searches of growing corpora; a table, and with a folder also JSON and a chart."""
    rows = list(measure_speed(options.passages, settings, progress_bar("measuring")))
    written = json.dumps([row.model_dump() for row in rows], indent=1)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "speed.json").write_text(written + "\n", encoding="utf-8")
        (options.out / "speed.svg").write_text(speed_chart(rows), encoding="utf-8")
        print(f"results in {options.out}", file=sys.stderr)
    print(written if options.json else speed_table(rows))
    return 0


def table(rows: Iterable[Row]) -> str:
    """Rows as lines of text."""
    return "\n".join(
        f"{row.group:<14} {row.measure:<34} {row.part:<40} {row.value:8.3f} {row.count:6d}" for row in rows
    )


def _opened_judge(name: str, settings: Settings) -> "Judge":
    """The judge, before a question is asked: whoever cannot be reached is told at once."""
    # llama-index takes two seconds to import, and most runs have no judge.
    from evals.judging import open_judge  # noqa: PLC0415

    return open_judge(name, settings)


def _judged(out: Path, judge: "Judge") -> int:
    """Let the judge speak on a run that is written already, print its rows and say what is missing."""
    from evals.judging import judge_run  # noqa: PLC0415

    judged = judge_run(out, judge, progress_bar("judging"))
    print(table(judged_rows(judged)))
    reasons = Counter(missing_reasons(judged))
    for reason, count in reasons.most_common():
        print(f"{count} of {2 * len(judged)} verdicts are missing: {reason}", file=sys.stderr)
    return 1 if reasons else 0


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
