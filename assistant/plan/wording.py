"""Every sentence that a plan itself says, in both languages."""

from assistant.wording import Table
from corpus.records import Language

COLON: Table = {"en": ": ", "zh": "："}
STOP: Table = {"en": ".", "zh": "。"}
KNOWN_IN_PART: Table = {"en": "you know a part of it", "zh": "你已经会其中一部分"}
KNOWN: Table = {"en": "you know it already", "zh": "你已经掌握"}

FAULTS: dict[Language, dict[str, str]] = {
    "en": {
        "background": "background {value!r} is not known: use one of {allowed}",
        "hours": "{value} hours a week cannot be planned with: give from {least} to {most}",
        "known": "skill {value!r} is not known: use some of {allowed}",
        "goal": "the goal has {length} characters: shorten it to {most}",
        "start": "start {value} cannot be planned with: give a date from {first} to {last}",
        "date": "{value!r} is not a date: write it as 2026-12-01",
        "number": "{value!r} is not a number of hours: write it as 8 or 7.5",
    },
    "zh": {
        "background": "没有 {value!r} 这种背景：请用 {allowed} 之一",
        "hours": "每周 {value} 小时没法做计划：请给出 {least} 到 {most} 之间的数",
        "known": "没有 {value!r} 这项技能：请从 {allowed} 中选",
        "goal": "目标有 {length} 个字符：请缩短到 {most} 个以内",
        "start": "开始日期 {value} 没法做计划：请给出 {first} 到 {last} 年之间的日期",
        "date": "{value!r} 不是日期：请写成 2026-12-01",
        "number": "{value!r} 不是小时数：请写成 8 或 7.5",
    },
}
WARNINGS: dict[Language, dict[str, str]] = {
    "en": {
        "past": "The start, {start}, lies in the past.",
        "long": "At {hours} hours a week the plan takes {weeks} weeks, about {years} years. More hours a week or a "
        "smaller goal would help.",
        "empty": "Nothing is left to learn: every stage is left out.",
        "goal": "The goal “{goal}” names no field of the list ({fields}), so the plan is general.",
        "background": "You did not say where you start; the plan assumes that you start from scratch.",
        "hours": "You did not say how many hours a week you have; the plan assumes {hours}.",
    },
    "zh": {
        "past": "开始日期 {start} 已经过去。",
        "long": "每周 {hours} 小时，这份计划要 {weeks} 周，约 {years} 年。最好每周多安排些时间，或把目标定小一点。",
        "empty": "没有要学的了：所有阶段都已略去。",
        "goal": "目标“{goal}”没有提到清单里的方向（{fields}），所以计划是通用的。",
        "background": "你没有说起点，计划按零基础安排。",
        "hours": "你没有说每周有多少小时，计划按 {hours} 小时安排。",
    },
}
TEXT: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Plan to become a machine learning engineer",
        "for": "{background}, {hours} hours a week, from {start}",
        "specialty": "Field: {specialty}",
        "total": "{weeks} weeks until {end}, {learning} of them for learning: {hours} hours ({basis}), "
        "each stage in whole weeks.",
        "short": "{background}: {total}",
        "short_stage": "{weeks}: {name} ({hours} hours, {basis}).",
        "author": "For comparison, an article says ({basis}): {said}",
        "stage": "{name}: {weeks}, {dates}",
        "skill": "{name} ({weeks})",
        "and": "; ",
        "no_author": "No article gives a total for this background.",
        "weeks": "weeks {first} to {last}",
        "week": "week {first}",
        "dates": "{start} to {end}",
        "hours": "{hours} hours ({low} to {high}, {basis})",
        "hours_from": "Where the hours come from: ",
        "shortened": "Shortened: ",
        "part": "Take from the resources the parts that you lack.",
        "skills": "Learn",
        "resources": "With",
        "also": "also",
        "project": "Project",
        "milestone": "Milestone",
        "skipped": "Left out",
        "sources": "Sources",
        "suggestion": "Projects, milestones, skills and the estimated hours are suggestions of this plan. "
        "Sentences with a number are quoted from the notes on the articles or from the resource list.",
        "sourced": "sourced",
        "estimated": "estimated",
    },
    "zh": {
        "title": "成为机器学习工程师的计划",
        "for": "{background}，每周 {hours} 小时，从 {start} 开始",
        "specialty": "方向：{specialty}",
        "total": "到 {end} 共 {weeks} 周，其中学习 {learning} 周：{hours} 小时（{basis}），每个阶段按整周计。",
        "short": "{background}：{total}",
        "short_stage": "{weeks}：{name}（{hours} 小时，{basis}）。",
        "author": "供对照，文章里说（{basis}）：{said}",
        "stage": "{name}：{weeks}，{dates}",
        "skill": "{name}（{weeks}）",
        "and": "；",
        "no_author": "没有文章给出这种背景的总时间。",
        "weeks": "第 {first} 到 {last} 周",
        "week": "第 {first} 周",
        "dates": "{start} 到 {end}",
        "hours": "{hours} 小时（{low} 到 {high}，{basis}）",
        "hours_from": "小时数的依据：",
        "shortened": "已缩短：",
        "part": "资源里只学自己缺的部分。",
        "skills": "学什么",
        "resources": "用什么学",
        "also": "还有",
        "project": "项目",
        "milestone": "里程碑",
        "skipped": "略去的阶段",
        "sources": "来源",
        "suggestion": "项目、里程碑、技能和估计的小时数是本计划的建议。带编号的句子引自文章笔记或资源清单。",
        "sourced": "有来源",
        "estimated": "估计",
    },
}
