"""A plan as one self-contained HTML page: chart, text and sources, without scripts."""

from assistant.plan import wording
from assistant.plan.chart import plan_chart
from assistant.plan.markdown import plan_markdown
from assistant.plan.records import Plan

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
blockquote { margin: .3rem 0 1rem; padding-left: .8rem; border-left: 3px solid #8888; }
li { margin: .2rem 0; } a { color: LinkText; }
@media print { a { color: inherit; } }
"""


def plan_html(plan: Plan) -> str:
    """The page. Text from elsewhere is escaped by the Markdown of the plan, and HTML in it is not rendered."""
    from markdown_it import MarkdownIt  # noqa: PLC0415

    language = plan.request.language
    title = wording.TEXT[language]["title"]
    head, rest = MarkdownIt("commonmark", {"html": False}).render(plan_markdown(plan)).split("</h1>", 1)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style></head>'
        f"<body>{head}</h1>{plan_chart(plan)}{rest}</body></html>\n"
    )
