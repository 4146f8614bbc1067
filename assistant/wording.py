"""Every sentence that the assistant itself says, in both languages."""

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
