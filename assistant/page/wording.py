"""Labels of the page, in both languages."""

import gradio as gr

from assistant.drafts import EXTRACTIVE
from assistant.records import Use
from assistant.wording import Table
from corpus.records import LANGUAGES, Language

TEXT: dict[str, Table] = {
    "title": {"en": "ML Roadmap Assistant", "zh": "机器学习路线图助手"},
    "sign-out": {"en": "Sign out", "zh": "退出登录"},
    "theme": {"en": "Light or dark", "zh": "浅色或深色"},
    "tab-chat": {"en": "Questions", "zh": "提问"},
    "tab-plan": {"en": "Plan", "zh": "学习计划"},
    "tab-sources": {"en": "Sources", "zh": "资料"},
    "conversation-new": {"en": "New conversation", "zh": "新对话"},
    "conversation-search": {"en": "Search conversations", "zh": "搜索对话"},
    "question": {"en": "Your question", "zh": "你的问题"},
    "question-hint": {"en": "Ask about the way to machine learning engineer", "zh": "问问怎样成为机器学习工程师"},
    "stop": {"en": "Stop", "zh": "停止"},
    "answerer": {"en": "Answered by", "zh": "由谁回答"},
    "language": {"en": "Language", "zh": "语言"},
    "background": {"en": "Where you start", "zh": "起点"},
    "hours": {"en": "Hours a week", "zh": "每周小时"},
    "start": {"en": "Start", "zh": "开始日期"},
    "known": {"en": "I know already", "zh": "已经会的"},
    "goal": {"en": "Goal, such as NLP", "zh": "目标，如 NLP"},
    "done": {"en": "Done", "zh": "已完成"},
    "source-search": {"en": "Search articles and resources", "zh": "搜索文章和资源"},
    "source-stage": {"en": "Stage", "zh": "阶段"},
    "source-cost": {"en": "Cost", "zh": "费用"},
    "source-language": {"en": "Language", "zh": "语言"},
    "source-kind": {"en": "Kind", "zh": "类型"},
    # Gradio says it to screen readers, and has no words for it itself.
    "common.complete": {"en": "Done", "zh": "完成"},
}
"""Labels that Gradio puts into the language of the interface."""
i18n = gr.I18n(**{language: {key: table[language] for key, table in TEXT.items()} for language in LANGUAGES})

PLAN_LINKS: dict[Language, dict[str, str]] = {
    "en": {"label": "Download:", "md": "Markdown", "json": "JSON", "ics": "calendar (.ics)", "html": "web page"},
    "zh": {"label": "下载：", "md": "Markdown", "json": "JSON", "ics": "日历 (.ics)", "html": "网页"},
}

ACTIONS: dict[Language, dict[str, str]] = {
    "en": {
        "turn": "Question", "edit": "Edit", "source": "Source {number}: {line}", "sources": "Sources",
        "up": "👍 Helpful", "down": "👎 Not helpful", "copy-cited": "Copy", "copy": "Copy without citations",
        "retry": "Answer by {name}",
    },
    "zh": {
        "turn": "问题", "edit": "修改", "source": "来源 {number}：{line}", "sources": "来源",
        "up": "👍 有用", "down": "👎 没用", "copy-cited": "复制", "copy": "复制（不带引用）",
        "retry": "换成：{name}",
    },
}  # fmt: skip
"""What can be done with an answer, in its language."""
MAKING: dict[Language, dict[str, str]] = {
    "en": {
        "title": "How this answer was made", "question": "Question as it was read", "answerer": "Written by",
        "seconds": "Seconds (search + answer)", "passage": "Passage found", "score": "Score",
        "use": "What became of it",
    },
    "zh": {
        "title": "这个回答是怎么来的", "question": "实际理解的问题", "answerer": "由谁撰写",
        "seconds": "秒数（检索 + 回答）", "passage": "找到的段落", "score": "得分", "use": "怎么用的",
    },
}  # fmt: skip
USES: dict[Use, Table] = {
    "quoted": {"en": "quoted", "zh": "引用了"},
    "enough": {"en": "left out: the quoted ones say enough", "zh": "未用：引用的已经够了"},
    "weaker": {"en": "left out: answers less well", "zh": "未用：不如引用的切题"},
    "other": {"en": "left out: about somebody or something else", "zh": "未用：说的是别的人或事"},
    "unanswered": {"en": "left out: does not answer the question", "zh": "未用：没有回答这个问题"},
}

START: dict[str, Table] = {
    "title": {"en": "Becoming a machine learning engineer, with the sources at hand",
              "zh": "怎样成为机器学习工程师，句句有出处"},
    "about": {
        "en": "Short answers from {what}. Every number behind a sentence opens the words that it stands on.",
        "zh": "根据{what}作答。点句末的编号，就能看到它依据的原话。",
    },
    "articles": {"en": "{articles} articles", "zh": " {articles} 篇文章"},
    "article": {"en": "one article", "zh": "一篇文章"},
    "entries": {"en": "a list of {entries} learning resources", "zh": "一份 {entries} 条的学习资源清单"},
    "and": {"en": " and ", "zh": "和"},
    "checked": {
        "en": "Where a language model answers, each of its sentences is checked against its quote. A hosted one is "
        "sent your questions, and what you say you are.",
        "zh": "由语言模型回答时，它的每句话都与引文核对。托管的模型会收到你的问题和你选的身份。",
    },
    "which": {"en": "Which articles?", "zh": "是哪些文章？"},
    "examples": {"en": "You could ask", "zh": "可以这样问"},
    "profile": {"en": "I am …", "zh": "我是……"},
    "private": {"en": "Kept in this browser; it goes along with your questions.",
                "zh": "只存在这个浏览器里，随问题一起发送。"},
}  # fmt: skip
PROFILE_NAMES: dict[str, Table] = {
    "data-scientist": {"en": "a data scientist", "zh": "数据科学家"},
    "developer": {"en": "a developer", "zh": "程序员"},
    "student": {"en": "a student", "zh": "大学生"},
    "from-scratch": {"en": "starting from scratch", "zh": "零基础"},
    "career-changer": {"en": "changing careers", "zh": "转行的人"},
    "courses-finished": {"en": "done with online courses", "zh": "学完网课的人"},
}
EXAMPLES: dict[Language, tuple[str, ...]] = {
    "en": (
        "I'm a data scientist, what next?",
        "How long does it take from scratch?",
        "How much maths do I need?",
        "Which book should I read on statistics?",
        "How many interview rounds are there at Amazon?",
        "Make me a plan: I am a developer with 8 hours a week.",
    ),
    "zh": (
        "零基础要学多久？",
        "我是程序员，想转机器学习，该怎么走？",
        "数学要学到什么程度？",
        "有什么好的数学课？",
        "亚马逊面试有几轮？",
        "给我做个学习计划：数据科学家，每周 10 小时。",
    ),
}
"""Questions to begin with."""
STRANGE = "The page and the server do not agree on this conversation: reload the page. 页面与服务器不一致：请刷新页面。"
_QUOTATIONS: Table = {"en": "quotations only", "zh": "只用引文"}


def answerer_name(name: str, language: Language | None = None) -> str:
    """An answerer as readers know it; in both languages unless one is given."""
    if name != EXTRACTIVE:
        return name
    return _QUOTATIONS[language] if language else " / ".join(_QUOTATIONS.values())
