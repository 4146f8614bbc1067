"""Every sentence that the assistant itself says, in both languages."""

from assistant.records import Citation, Support
from corpus.records import Language

Table = dict[Language, str]

GROUPS: dict[str, Table] = {
    "stand": {"en": "Where you stand.", "zh": "你的起点。"},
    "learn": {"en": "What to learn.", "zh": "要学什么。"},
    "show": {"en": "How to show it.", "zh": "怎样展示。"},
    "long": {"en": "How long.", "zh": "要多久。"},
}
YEAR_UNKNOWN: Table = {"en": "year not given", "zh": "年份不详"}


def year_label(year: int | None, language: Language) -> str:
    """The year of a source, or the words for one that gives none."""
    return str(year) if year is not None else YEAR_UNKNOWN[language]


IN_LANGUAGE: dict[Language, Table] = {
    "en": {"en": "in English", "zh": "英文"},
    "zh": {"en": "in Chinese", "zh": "中文"},
}
"""The language of a quote, where it is not that of the answer."""


def source_line(author: str, title: str, year: int | None, section: str, language: Language) -> str:
    """Where a quote comes from, in one line."""
    named = f"{author}, {title}" if author else title
    return f"{named} ({year_label(year, language)}) – {section}"


def citation_line(citation: Citation, language: Language) -> str:
    """Where the quote of a citation comes from, in one line."""
    return source_line(citation.author, citation.title, citation.year, citation.section, language)


PROFILES: dict[str, Table] = {
    "data-scientist": {"en": "I am a data scientist.", "zh": "我是数据科学家。"},
    "developer": {"en": "I am a developer.", "zh": "我是程序员。"},
    "student": {"en": "I am a student.", "zh": "我是大学生。"},
    "from-scratch": {"en": "I start from scratch.", "zh": "我零基础。"},
    "career-changer": {"en": "I am changing careers.", "zh": "我想转行。"},
    "courses-finished": {"en": "I have finished online courses.", "zh": "我学完了网课。"},
}
"""How readers of a background introduce themselves, by the ids of backgrounds."""
NOT_COVERED: Table = {
    "en": "The articles do not answer this question.",
    "zh": "这几篇文章没有回答这个问题。",
}
NOT_MENTIONED: Table = {
    "en": "The articles say nothing about {names}.",
    "zh": "这几篇文章没有提到{names}。",
}
COVERED: Table = {
    "en": "They cover the way to becoming a machine learning engineer: skills, courses, projects, mathematics, "
    "time needed, applications, interviews, and salaries in the UK and the US. Beside them there is a list of courses, "
    "books and sites, and plans by weeks can be made.",
    "zh": "文章讲的是如何成为机器学习工程师：技能、课程、项目、数学、所需时间、求职、面试，以及英国和美国的薪资。"
    "此外有一份课程、图书和网站的清单，也可以按周做计划。",
}
SOURCES: Table = {"en": "There are: {titles}.", "zh": "现有的文章有：{titles}。"}
ASK_INSTEAD: Table = {"en": "You could ask:", "zh": "你可以问："}
ASK_NEXT: Table = {"en": "You could ask next:", "zh": "接下来可以问："}
EMPTY_QUESTION: Table = {
    "en": "The question is empty: type a question.",
    "zh": "问题是空的：请输入一个问题。",
}
LONG_QUESTION: Table = {
    "en": "The question has {length} characters: shorten it to {limit} at most.",
    "zh": "问题有 {length} 个字符：请缩短到 {limit} 个以内。",
}
ORIGINAL: Table = {"en": "original article", "zh": "原文"}
OPEN_PLAN: Table = {"en": "open the whole plan", "zh": "打开完整计划"}
RESOURCE: Table = {"en": "open the resource", "zh": "打开资源"}
SPACE: Table = {"en": " ", "zh": ""}
"""What stands between two sentences."""
LIST_SEPARATOR: Table = {"en": ", ", "zh": "、"}
_FAULTS: dict[str, Table] = {
    "refused": {"en": "its server cannot be reached", "zh": "连不上它的服务器"},
    "unknown-host": {"en": "its server's address is not known", "zh": "找不到它的服务器地址"},
    "certificate": {"en": "its server's certificate is not trusted", "zh": "它的服务器证书不可信"},
    "slow-connection": {"en": "its server does not answer the call", "zh": "它的服务器没有应答"},
    "key": {
        "en": "its server does not accept the key (status {detail})",
        "zh": "它的服务器不接受密钥（状态 {detail}）",
    },
    "model": {"en": "its server does not have it", "zh": "它的服务器上没有这个模型"},
    "busy": {"en": "its server is busy or the quota is used up", "zh": "它的服务器太忙或额度已用完"},
    "server": {"en": "its server has failed (status {detail})", "zh": "它的服务器出错（状态 {detail}）"},
    "context": {"en": "the question and its passages are too long for it", "zh": "问题和段落对它来说太长"},
    "rejected": {
        "en": "its server rejects the request (status {detail})",
        "zh": "它的服务器拒绝了请求（状态 {detail}）",
    },
    "broken": {"en": "its reply broke off or cannot be read", "zh": "它的回答中断了或无法读取"},
    "slow-start": {"en": "it said nothing within {detail} seconds", "zh": "{detail} 秒内它没有开始回答"},
    "stalled": {"en": "it fell silent in the middle", "zh": "它中途停住了"},
    "empty": {"en": "its reply is empty", "zh": "它的回答是空的"},
    "endless": {"en": "its reply did not end", "zh": "它的回答没完没了"},
    "language": {"en": "it replied in another language", "zh": "它用了别的语言回答"},
    "unsupported": {"en": "none of its sentences is supported by the passages", "zh": "它的句子都没有段落支持"},
    "resting": {
        "en": "it has failed several times in a row and is left alone for {detail} seconds",
        "zh": "它接连多次失败，暂停使用 {detail} 秒",
    },
}
_NOTICE: Table = {
    "en": "The language model {model} did not answer: {what}. This answer is quoted without it.",
    "zh": "语言模型 {model} 没有给出回答：{what}。以下回答是不用模型的引文。",
}
_OFFERED: Table = {"en": " (it has: {names})", "zh": "（现有：{names}）"}
STATES: dict[Support, Table] = {
    "supported": {"en": "its quote says so", "zh": "引文就是这么说的"},
    "weak": {"en": "its quote says so in other words", "zh": "引文用别的话这么说"},
    "unsupported": {"en": "no passage says so", "zh": "没有段落这么说"},
}
WRITTEN_BY: Table = {
    "en": "Written by {model}. Each sentence was checked against its quote: ✓ says so, ≈ says so in other words.",
    "zh": "由 {model} 撰写。每句话都与引文核对过：✓ 引文这么说，≈ 引文用别的话这么说。",
}
REMOVED: dict[Language, tuple[str, str]] = {
    "en": ("1 sentence without support was removed", "{count} sentences without support were removed"),
    "zh": ("已去掉 1 句没有依据的话", "已去掉 {count} 句没有依据的话"),
}


def fault_notice(kind: str, detail: str, model: str, language: Language) -> str:
    """One line on why a language model did not answer."""
    return _NOTICE[language].format(model=model, what=fault_reason(kind, detail, language))


def fault_reason(kind: str, detail: str, language: Language) -> str:
    """What went wrong with a language model, as part of a sentence."""
    what = _FAULTS[kind][language].format(detail=detail)
    return what + _OFFERED[language].format(names=detail) if kind == "model" and detail else what


def removed(count: int, language: Language) -> str:
    """One line on how many sentences of a model were left out."""
    one, many = REMOVED[language]
    return one if count == 1 else many.format(count=count)
