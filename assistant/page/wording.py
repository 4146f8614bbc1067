"""Labels of the page, in both languages."""

from corpus.records import Language

FIELDS = {
    "background": "Where you start / 起点",
    "hours": "Hours a week / 每周小时",
    "start": "Start / 开始日期",
    "language": "Language / 语言",
    "known": "I know already / 已经会的",
    "goal": "Goal, such as NLP / 目标，如 NLP",
    "done": "Done / 已完成",
}
ANSWERER = "Answered by / 由谁回答"
PLAN_LINKS: dict[Language, dict[str, str]] = {
    "en": {"label": "Download:", "md": "Markdown", "json": "JSON", "ics": "calendar (.ics)", "html": "web page"},
    "zh": {"label": "下载：", "md": "Markdown", "json": "JSON", "ics": "日历 (.ics)", "html": "网页"},
}
