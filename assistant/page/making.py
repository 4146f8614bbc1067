"""How an answer was made: the question as it was read, what was found, what became of it, who wrote, how long."""

from html import escape

from assistant.page.addresses import passage_address
from assistant.page.wording import MAKING, USES, answerer_name
from assistant.records import Answer, Evidence
from corpus.records import Language


def making_html(answer: Answer) -> str:
    """To be opened by the reader."""
    words, seconds = MAKING[answer.language], answer.seconds
    facts = (
        (words["question"], escape(answer.standalone_question)),
        (words["answerer"], escape(answerer_name(answer.answerer, answer.language))),
        (words["seconds"], f"{seconds.search:.3f} + {seconds.answer:.3f} = {seconds.total:.3f}"),
    )
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts)
    rows = "".join(_row(evidence, answer.language) for evidence in answer.passages)
    heads = "".join(f'<th scope="col">{words[name]}</th>' for name in ("passage", "score", "use"))
    return (
        f'<details class="making"><summary>{words["title"]}</summary><dl>{listed}</dl>'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></details>"
    )


def _row(evidence: Evidence, language: Language) -> str:
    name, address = escape(evidence.passage_id), escape(passage_address(evidence.passage_id))
    link = f'<a class="marker passage" href="{address}" data-passage="{name}">{name}</a>'
    return f"<tr><td>{link}</td><td>{evidence.score:.3f}</td><td>{USES[evidence.use][language]}</td></tr>"
