"""What the tab with sources and the panel say, in both languages."""

from assistant.wording import Table

SAY: dict[str, Table] = {
    "any": {"en": "All", "zh": "全部"},
    "count": {"en": "{shown} of {every} sources", "zh": "{every} 份资料中的 {shown} 份"},
    "more": {
        "en": "The first {shown} are shown: search or choose to see others.",
        "zh": "只列出前 {shown} 份：请搜索或筛选。",
    },
    "none": {
        "en": "Nothing fits: search for something else or choose less.",
        "zh": "没有符合的资料：请换个词或放宽筛选。",
    },
    "unknown": {"en": "There is no such source or section: {what}", "zh": "没有这份资料或这一节：{what}"},
    "all": {"en": "← All sources", "zh": "← 全部资料"},
    "contents": {"en": "Contents", "zh": "目录"},
    "notes": {"en": "notes in our own words", "zh": "我们用自己的话写的笔记"},
    "imported": {"en": "the article as it was published", "zh": "文章原文"},
    "sections": {"en": "{count} sections", "zh": "{count} 节"},
    "section": {"en": "1 section", "zh": "1 节"},
    "place": {"en": "In the original: {place}", "zh": "原文位置：{place}"},
    "original": {"en": "Original article", "zh": "原文"},
    "open": {"en": "Open the resource", "zh": "打开资源"},
    "whole": {"en": "Read it in the article", "zh": "在全文中阅读"},
    "entry": {"en": "All about this resource", "zh": "这项资源的全部信息"},
    "in-en": {"en": "The same in English", "zh": "英文版"},
    "in-zh": {"en": "The same in Chinese", "zh": "中文版"},
    "copy": {"en": "Copy link", "zh": "复制链接"},
    "hours": {"en": "{low} to {high} hours ({basis})", "zh": "{low} 到 {high} 小时（{basis}）"},
    "same-hours": {"en": "{low} hours ({basis})", "zh": "{low} 小时（{basis}）"},
    "one-hour": {"en": "1 hour ({basis})", "zh": "1 小时（{basis}）"},
    "provider": {"en": "as the provider states", "zh": "提供方给出"},
    "estimate": {"en": "our estimate", "zh": "我们的估计"},
    "stage": {"en": "Stage: {name}", "zh": "阶段：{name}"},
    "successor": {"en": "Now: {name}", "zh": "现在可用：{name}"},
    "mentioned": {"en": "Named in:", "zh": "提到它的文章："},
    "checked": {"en": "Entry checked on {day}", "zh": "条目核对于 {day}"},
}
KINDS: dict[str, Table] = {
    "article": {"en": "Article", "zh": "文章"},
    "course": {"en": "Course", "zh": "课程"},
    "book": {"en": "Book", "zh": "图书"},
    "lecture": {"en": "Lectures", "zh": "系列讲座"},
    "site": {"en": "Website", "zh": "网站"},
    "tool": {"en": "Tool", "zh": "工具"},
    "competition": {"en": "Competition", "zh": "竞赛"},
    "paper-index": {"en": "Index of papers", "zh": "论文索引"},
    "video": {"en": "Video", "zh": "视频"},
}
COSTS: dict[str, Table] = {
    "free": {"en": "Free", "zh": "免费"},
    "audit-free": {"en": "Free in part", "zh": "部分免费"},
    "paid": {"en": "Not free", "zh": "收费"},
}
LEVELS: dict[str, Table] = {
    "beginner": {"en": "For beginners", "zh": "适合初学者"},
    "intermediate": {"en": "With some experience", "zh": "需有一定基础"},
    "advanced": {"en": "Advanced", "zh": "进阶"},
}


def said(key: str, **values: object) -> Table:
    """A line of `SAY` with its values filled in; a value that is a table gives each language its own."""
    return {
        language: line.format(**{name: value[language] if isinstance(value, dict) else value
                                 for name, value in values.items()})
        for language, line in SAY[key].items()
    }  # fmt: skip
