"""How questions are put, in both languages: what kind of answer they want."""

import re

from corpus.records import Language


def _table(en: str, zh: str) -> dict[Language, re.Pattern[str]]:
    return {"en": re.compile(en, re.IGNORECASE), "zh": re.compile(zh)}


# The reader speaks of himself or herself.
SELF = _table(
    r"\b(?:i|i'm|i’m|im|ive|my|me|myself)\b|\bas an? \b|\bcoming from\b|\bhere\b[,.]|\byrs? (?:in|of)\b|\byears? (?:in|of)\b",
    r"我|本人|作为|身为|坐标|在读|干了.{0,4}年|做了.{0,4}年|某厂|毕业想|学完了",
)
# "..., what next?": a profile question asks for a way, not for a fact.
WAY = _table(
    r"\bwhat (?:should|do|can|must) i\b|\bwhat(?:'s|’s|s| is)? next\b|\bwhat now\b|\bnext steps?\b|\bhow (?:do|can|should|could) i\b|\bwhere (?:do|should|can) i (?:even )?(?:start|begin)\b"
    r"|\bhow to\b|\bany (?:advice|tips)\b|\bplease advise\b|\bget into\b|\bbecome\b|\bbe an? mle?\b|\bend up\b|\bbesides\b|\bswitch\b|\bmove (?:in)?to\b",
    r"下一步|接下来|怎么办|怎么走|怎么转|怎么入门|怎么开始|怎么成为|怎样才能|如何转|如何成为|如何入门|该怎么|应该怎么|该做什么|该学什么|要学什么|需要学什么|做什么|学些什么|有什么建议|从哪里开始|从哪儿开始|转行|转型|转机器学习|想转|补哪|补什么|补啥|学啥|咋办|咋走|咋转|怎么规划|想做机器学习|想做MLE",
)
ADVICE = _table(
    r"\bhow (?:do|does|can|should|could|to|not to|would)\b|\bhow much \w+ (?:do|does|should|is|must)\b|\bdo i (?:need|have)\b|\bneed to (?:know|learn)\b|\bshould\b|\bwhat (?:should|can|must|do) i\b|\bworth\b|\btips\b|\badvice\b|\bbest way\b|\bwhere (?:can|do|should)\b|\bwhich\b|\brecommend|\bavoid\b|\bimprove\b|\bhelp me\b",
    r"怎么|怎样|如何|应该|程度|需要(?:会|懂|学|多少)|要(?:会|懂|学)|该不该|要不要|需不需要|有没有必要|值得|建议|推荐|哪个|哪些|什么课|什么书|避免|注意|技巧|方法|怎么办",
)
AUTHORS = _table(
    r"\b(?:authors?|articles?|sources?|guides?|each|all|any|who|both) of (?:them|these|the)\b|\beach (?:of them|author|article|one)\b"
    r"|\b(?:authors?|articles?|sources?|they)\b.*\b(?:agree|disagree|differ|compare|conflict|views?)\b"
    r"|\b(?:agree|disagree|differ|compare|conflict)\b.*\b(?:authors?|articles?|sources?)\b",
    r"(?:作者|文章|各家|各位|几篇|几位|老外).{0,12}(?:不同|分歧|一致|不一|对比|比较|各自|分别|观点|看法|说法)|(?:对比|比较).{0,12}(?:作者|文章)"
    r"|各自(?:怎么|咋|如何)|分别(?:怎么|咋|如何)|各家|说法不一|意见(?:不一|一致|相同)",
)
# A question for an order of steps.
STEPS = _table(
    r"\bsteps?\b|\bin (?:what|which) order\b|\bwhat order\b|\bfirst\b.*\b(?:then|next|last|after)\b|\bstep by step\b|\b(?:roadmap|ladder|path|plan|timetable|sequence)\b|\bfrom start to (?:finish|end)\b",
    r"步骤|哪几步|几步|顺序|先.{0,6}后|一步步|一步一步|从头到尾|路线图|阶梯|计划|规划|时间表|阶段",
)
# What stands before a trade that the question leads to; the trade of a reader who comes from it stands elsewhere.
LEADS_TO = _table(
    r"\b(?:become|becoming|be|for|of)(?: an?| the)?(?: \w+)?\s*$",
    r"(?:当|成为|变成|转行当|转行做)\s*(?:一名|一个|个)?$",
)
# A question that takes for granted what somebody says.
PREMISE = _table(
    r"\b(?:why|how come|how|what reasons?|where|since|if)\b.{0,80}\b(?:say|says|said|claim|claims|recommend|recommends|think|thinks|believe|believes|insist|insists|warn|warns|advise|advises|argue|argues|justify|want|wants|require|requires|hate|hates|prefer|prefers|consider|considers|tell|tells)\b",
    r"(?:为什么|为啥|为何|凭什么|咋|怎么|理由|哪一段|既然).{0,40}(?:说|认为|建议|推荐|觉得|要求|强调|反对|主张|劝|讲)|(?:说|认为|建议|推荐|觉得|要求|强调|反对|主张|劝).{0,40}(?:为什么|为啥|为何|凭什么|理由|原因)",
)
# What the answering sentence must hold. Checked on sentences of the notes, so in their language.
EXPECTED_BY_QUESTION = {
    "duration": _table(
        r"\bhow (?:long|much time|many (?:weeks|months|years|hours|days))\b|\btime(?:line)? (?:does|will|would|needed)\b",
        r"多久|多长时间|多少(?:时间|个月|年|周|小时|天)|几(?:个月|年|周|天)|多长|时间要",
    ),
    "money": _table(
        r"\bhow much (?:is|are) (?!math|time|python|code|coding|theory)|\bhow much (?:do|does|can|could|will|would|is|are|money)\b.*\b(?:earn|make|paid|pays?|cost|salary)\b"
        r"|\bwhat(?:'s|’s|s)?(?: is| are)? (?:the |an? )?(?:\w+ ){0,2}(?:salary|salaries|wage|income)\b|\bwhat(?:'s|’s|s)?(?: is| are) (?:the |an? )?(?:\w+ ){0,2}pay\b|\bwhat does .* pay\b",
        r"(?:薪资|工资|薪水|年薪|月薪|收入|待遇|薪酬|挣|赚).*(?:多少|几|水平|怎么样|如何|高吗)|多少钱|多少(?:薪资|工资|薪水|年薪|收入)",
    ),
    "count": _table(r"\bhow many\b", r"几(?:轮|次|个|种|条|篇|场|步|门|本)|多少(?:轮|次|个|种|条|篇|场|步|门|本)"),
}
EXPECTED_IN_ANSWER = {
    "duration": _table(
        r"\d\s?%|\b(?:\d+(?:[-–]\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a few|several)\s+(?:\w+\s+)?(?:hours?|days?|weeks?|months?|years?)\b",
        r"\d\s?%|(?:\d+|[一二两三四五六七八九十几半数]+)\s*(?:到\s*\d+\s*)?(?:个)?(?:小时|天|周|星期|月|年)",
    ),
    "money": _table(
        r"[£$€¥]\s?\d|\b(?:USD|GBP|EUR)\b|\d\s?(?:dollars|pounds|euros|a year)\b|\bfree\b",
        r"[£$€¥]\s?\d|\d\s?[万亿]*\s?(?:英镑|美元|欧元|元|万)|(?:英镑|美元)\s?\d|免费",
    ),
    "count": _table(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|both|several|a few|dozen)\b",
        r"\d|[一二两三四五六七八九十几]\s*(?:到|至|轮|次|个|种|条|篇|场|步|门|本|份|大)",
    ),
}
# A question that leans on the one before it: by its opening, or by a pronoun that it does not explain.
FOLLOW_UP = _table(
    r"^\s*(?:and|but|or|so|then|also|ok(?:ay)?|what about|how about|what if|same for|why\W*$|really\W*$|how so)\b",
    r"^\s*(?:那|那么|还有|如果|要是|换成|而|但|可是|所以|为什么\W*$|真的吗|具体|然后|或者)|呢\s*[？?]?\s*$",
)
PRONOUN = _table(
    r"\b(?:that|this|it|they|them|those|these|there|same|instead|else)\b",
    r"(?:这|那)(?:个|些|样|种|里|门|本|家|篇)|它|他们|上面|刚才|同样",
)
# Pronouns that point at nothing: "how long does it take", "is it worth", "there are".
EXPLETIVE = _table(
    r"\b(?:does|will|would|did|can|do) it (?:take|cost|matter)\b|\bit takes\b|\b(?:is|was|isn't|if) it\b|\bit(?:'s| is)\b"
    r"|\bthere (?:is|are|any)\b|\b(?:is|are) there\b|\b(?:in|on|into) (?:this|that) (?:field|industry|area)\b|\b(?:to )?do it\b"
    r"|(?!(?:does|do|did|is|was|would|will|can|could|should|with|about|of|for|to|in|at|from|so|and|but)\b)\b\w+ that\b(?= \w+s?\b)",
    r"这(?:个|些)?(?:行业|领域|文章|几篇)",
)
QUESTION_WORD = _table(
    r"\b(?:what|how|why|which|who|when|where|is|are|do|does|can|could|should|will|would|must|tell|explain|recommend)\b",
    r"什么|怎么|怎样|如何|多少|多久|几|吗|哪|谁|为什么|是否|要不要|能不能|该不该|推荐|解释",
)
FOLLOW_UP_OPENER = _table(
    r"^\s*(?:and|but|or|so|then|also|ok(?:ay)?|what about|how about|same for)\b[\s,]*(?:for )?\s*",
    r"^\s*(?:那么|那|还有|换成|而|但是|但|可是|所以|然后|或者)\s*",
)

# A profile answer has four groups. Each is searched for on its own; its sentences must match the pattern.
FACETS: dict[str, dict[Language, str]] = {
    "stand": {
        "en": "Is machine learning engineering a natural next step for a {background}? What does a {background} lack or bring along?",
        "zh": "{background}转做机器学习工程师是自然的发展吗？{background}有什么优势，缺什么？",
    },
    "learn": {
        "en": "What should a {background} learn to become a machine learning engineer?",
        "zh": "{background}要成为机器学习工程师应该学什么？",
    },
    "show": {
        "en": "How does a {background} show machine learning skills with projects and a portfolio?",
        "zh": "{background}怎样用项目和作品集展示机器学习能力？",
    },
    "long": {
        "en": "How long does a {background} need to become a machine learning engineer?",
        "zh": "{background}成为机器学习工程师需要多久？",
    },
}
FACET_SENTENCES = {
    "stand": _table(r".", r"."),
    "learn": _table(
        r"\b(?:should|has to|have to|must|needs?|start)\b.*\b(?:learn|study|course|courses|skills?|textbooks?|read|add)\b"
        r"|\b(?:can|way)\b.*\b(?:learn|study|courses?)\b",
        r"(?:应当|应该|可以|(?<!主)要|先).*(?:(?<!机器)(?<!深度)学习|(?<!科)学(?!习|家|历|位)|课程|补上|补足|教科书|阅读)",
    ),
    "show": _table(
        r"\b(?:portfolio|projects?|github|front end|blog|show|shows|shown|competitions?)\b",
        r"作品集|项目|GitHub|前端|博客|展示|比赛",
    ),
    "long": EXPECTED_IN_ANSWER["duration"],
}
