"""How questions are put, in both languages: what kind of answer they want."""

import re

from corpus.records import Language


def _table(en: str, zh: str) -> dict[Language, re.Pattern[str]]:
    return {"en": re.compile(en, re.IGNORECASE), "zh": re.compile(zh)}


# The reader speaks of himself or herself.
SELF = _table(
    r"\b(?:i|i'm|i’m|im|ive|my|me|myself)\b|\bas an? \b|\bcoming from\b|\bhere\b[,.]|\b(?:guy|girl|dude|mom|mum|dad) here\b|\byrs? (?:in|of)\b|\byears? (?:in|of)\b",
    r"我|本人|作为|身为|坐标|在读|干了.{0,4}年|做了.{0,4}年|某厂|毕业想|学完了|出身|(?<!\d{3})年了|上班[的，,]"
    r"|想(?:转|做|进|入|学|搞)\s?(?:机器学习|ML|AI|人工智能|算法|深度学习|大模型)|想转(?:行|型|岗)"
    r"|(?:^|[，。！\s])(?:学(?![校生])|做|干|搞|开(?![源发会])|送|卖|教(?!授)|跑)[^，。？]{1,6}的[，,\s]",
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
    r"|\b(?:authors?|articles?|sources?|they|these people|those people|these guys)\b.*\b(?:agree|disagree|differ|compare|conflict|views?)\b"
    r"|\b(?:agree|disagree|differ|compare|conflict)\b.*\b(?:authors?|articles?|sources?)\b"
    r"|(?<!why )\b(?:do|does|did) (?:they all|everyone|everybody|any(?:one|body) of (?:them|these|those)|all (?:of them|authors|articles)) (?:say|think|recommend|suggest|claim|advise|believe)\b"
    r"|\bwho says what\W*$|\b(?:opinions?|views?) (?:from|of|by) (?:the |all |all the |each |several )?(?:different )?(?:authors?|articles?|sources?)\b",
    r"(?:作者|文章|各家|各位|几篇|几位|老外).{0,12}(?:不同|分歧|一致|不一|对比|比较|各自|分别|观点|看法|说法|矛盾)|(?:对比|比较).{0,12}(?:作者|文章)"
    r"|(?:作者们|几[位篇](?:作者|文章|大佬|老哥))(?:都|各自)?(?:是)?(?:怎么|咋|如何)(?:说(?!服)|看|讲)|几[篇位](?:文章|作者|大佬)?里?(?:谁|哪[个位])|有没有哪[个位](?:作者|大佬)说|大家.{0,6}(?:意见|看法|观点|说法)|那篇.{0,20}矛盾"
    r"|各自(?:怎么|咋|如何)|分别(?:怎么|咋|如何)|各家|说法不一|意见(?:不一|一致|相同|统一)",
)
# A question for an order of steps.
STEPS = _table(
    r"\bsteps?\b|\bin (?:what|which) order\b|\bwhat order\b|\bfirst\b.*\b(?:then|next|last|after)\b|\bstep by step\b|\b(?:roadmap|ladder|path|plan|timetable|sequence)\b|\bfrom start to (?:finish|end)\b",
    r"步骤|哪几步|几步|顺序|先.{0,6}后|一步步|一步一步|从头到尾|路线图|阶梯|计划|规划|时间表|阶段",
)
# A question for a course, book or site, and not for whether courses are worth it.
_THING = r"(?:courses?|class(?:es)?|moocs?|books?|textbooks?|e-?books?|sites?|websites?|tutorials?|videos?|channels?|lectures?|resources?|materials?|podcasts?|blogs?|bootcamps?|platforms?|datasets?|tools?)"
_THING_ZH = (
    r"(?:课程|课|网课|公开课|慕课|书|书籍|教材|教科书|网站|站点|教程|视频|资源|资料|讲座|播客|博客|平台|工具|题库|网页)"
)
RESOURCE = _table(
    rf"^\W*(?:need|want)(?! to\b)(?: [\w'’/+-]+){{0,4}} {_THING}\b|\b(?:which|what|any|some|good|best|free|recommend\w*|suggest\w*|name|list|a|find|looking for)\b(?: [\w'’/+-]+){{0,4}} {_THING}\b(?!.{{0,20}}\b(?:enough|worth it|necessary|matter)\b)|\b{_THING} (?:for|on|about|to learn|recommendations?)\b"
    r"|\bwhere (?:can|do|should|could|would) (?:(?:i|you|we|one) (?:best )?(?:find|grind|drill|start learning)|(?:i|you|we|one|an? \w+(?: \w+)?) (?:best )?(?:learn|study|practi[cs]e|read|brush up|pick up))\b|\b(?:what|which|something|anything)(?: [\w'’]+){0,2} (?:to|should i|can i|do i) (?:read|watch|listen to)\b",
    rf"(?:什么|哪些|哪个|哪门|哪本|哪家|哪种|推荐|有没有|有木有|有啥|求|找|好的?|免费的?|几门|几本|一门|一本|适合[^，。？]{{0,6}}的?)[^，。？]{{0,8}}{_THING_ZH}(?!.{{0,4}}(?:够|有用|值得|必要))|{_THING_ZH}(?:推荐|有哪些|哪个好|哪家好|求推荐)"
    r"|(?:在哪|去哪|哪里|哪儿|到哪)(?:里|儿)?.{0,4}(?:学|练|刷|看|找|补)|哪(?:里|儿)?有.{0,2}免费|(?:看|读|听|刷|上)(?:点|些)?(?:什么|啥|哪)",
)
# A question for reasons, which no list gives.
REASON = _table(r"^\W*(?:but |and |so )?(?:why|how come)\b|\bwhy\b.*\?$", r"为什么|为啥|为何|凭什么|咋回事")
# What is asked about a resource that is named.
ABOUT_RESOURCE = _table(
    r"\b(?:free|costs?|price|pay|paid|charge|how long|hours?|weeks?|how much|chinese|english|languages?|subtitles?|who (?:made|wrote|runs|teaches|is behind|offers)|what(?:'s|’s|s)?(?: is| are)?(?: the)? \S+(?: \S+)?\W*$|what is|links?|urls?|address|where (?:can|do) i (?:find|get|watch|read)|still|shut|closed|gone|replaced?|alternatives?|instead|successor|worth it|any good|suits?|suitable|beginners?|level|prerequisites?|for whom|what does)\b",
    r"免费|收费|收钱|要钱|花钱|付费|多少钱|多久|小时|几周|多长|中文|英文|英语|语言|字幕|谁(?:做|写|讲|教|办|开)|是什么|是啥|干嘛的|链接|网址|地址|在哪(?:看|找|下|读|学)|还(?:在|有|能|活|开)|关闭|关了|关停|停了|没了|下架|替代|代替|换成什么|值得|怎么样|咋样|适合|难不难|哪家|出品",
)
# Of these, what every entry tells: no prices.
FACTS_OF_ENTRY = _table(
    r"\b(?:free|for free|how long|how many (?:hours|weeks)|hours?|chinese|english|languages?|still|shut|closed|gone|replaced|for beginners|beginner)\b",
    r"免费|收费|收钱|要钱|多久|小时|中文|英文|英语|语言|还(?:在|有|能|活|开)|关闭|关了|没了|下架|适合",
)
# The language that material is wanted in, and its name in the facts of an entry.
LANGUAGE_WISH = _table(
    r"\b(?:(?P<zh>chinese|mandarin)|(?P<en>english))\b",
    r"(?P<zh>中文|汉语|国语|普通话)|(?P<en>英文|英语)(?!.{0,3}(?:太?渣|不好|差|不行|看不懂))",
)
LANGUAGE_NAMES: dict[Language, dict[Language, str]] = {
    "en": {"en": "English", "zh": "Chinese"},
    "zh": {"en": "英语", "zh": "中文"},
}
# A wish for a plan by weeks.
_PLANS = r"(?:(?:study |learning |learing )?(?:plan|programme|roadmap|s(?:ch|hc|h)edule|timetable|curriculum|syllabus|timeline))"
PLAN = _table(
    rf"\b(?:make|give|gimme|create|build|draw up|draft|write|need|want|suggest|design|generate|prepare|set|set up|work out|like|tailor|got)\b(?: [\w'’-]+){{0,6}} (?<!to )(?<!his ){_PLANS}\b(?!.{{0,30}}\b(?:say|article|author|post)\b)"
    rf"|\b(?:study|learning|learing|weekly|personal|individual|monthly) (?:plan|schedule|timetable|roadmap|programme)\b|\b{_PLANS} for (?:me|my|self|learning|someone|a|an|softwere|software)\b"
    r"|\bplan (?:it|that|this|the rest|everything)?\s*(?:out )?for me\b|\bplan (?:for me|out|the rest|my (?:learning|studies|study|transition|switch|career|path|way|next))\b|\bmy plan\b|\bplan,? (?:please|pls|plz)\b"
    r"|\bweek[- ]by[- ]week\b|\b(?:each|every|this) week\b.*\b(?:study|learn|do)\b|\b(?:study|learn|do|organi[sz]e)\b.*\b(?:each week|every week|this week|my weeks)\b|\bweek (?:1|one)\b.{0,40}\bweek (?:2|two)\b"
    r"|\b(?:lay|map|break|split|spread|chart)\b.{0,40}\b(?:out|down|up|over)\b.{0,40}\b(?:weeks?|months?|hours)\b|\bmap it out\b|\blay out (?:my|what)\b",
    r"(?:做|制定|定制|定|给我?|写|安排|生成|设计|来|要|出|列|拟|弄|搞|整|求|帮我?|想要|有没有)[^，。？]{0,12}(?:计划|计滑|规划|时间表|日程|安排|进度表|课表|(?<!机器)学习方案|排期)|(?:(?<!机器)学习|自学|每周|周|个人)(?:计划|规划|时间表|日程|进度|方案)"
    r"|(?:计划|规划|安排|排)一?下|怎么(?:安排|规划)(?:学习|时间)?|(?:给|帮)我(?:排|规划|安排)|一周一周|按周|每周(?:该|要|应该)?(?:学|做|干)(?:什么|啥|些)|第一周.{0,8}第二周|这周.{0,6}下周|细到每周|(?:一步步|怎么)排下来|计划怎么定|半年的计划|小时.{0,12}分配",
)
_ONES = "one|two|three|four|five|six|seven|eight|nine"
# Not what somebody works, or does not have.
_COUNTED = rf"(?<![-–\d.])(?<!work )(?<!working )(?<!job is )(?<!job takes )(?<!not )(\d+(?:[.,]\d+)?|half an|(?:twenty|thirty|forty)(?:[- ](?:{_ONES}))?|an?|{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen)"
_COUNTED_ZH = r"(\d+(?:\.\d+)?|[二三四]十[一二三四五六七八九]?|十[一二三四五]?|半个?|[一二两三四五六七八九])"
_NOT_WORK_ZH = r"(?![^，。？]{0,4}(?<!不)(?<!除了)(?:(?:上班|加班)(?!前|后|路上|之余|间隙|的时候)|工作(?!之余|之外|以外|以后|结束|后)))"
HOURS_A_WEEK = _table(
    rf"{_COUNTED} ?(?:h|hrs?|hours?)\b(?: \w+)? ?(?:a|per|each|every|/|in a) ?(?:week|wk)\b|\b(?:weekly|per week|a week|each week|every week)\b[ :,]*(?:i have |about |only )?{_COUNTED} ?(?:h|hrs?|hours?)\b",
    rf"(?:每周|一周|每星期|每个星期|一个星期|每礼拜|周均)[^，。？\d一二两三四五六七八九十]{{0,6}}{_COUNTED_ZH}\s*(?:个)?(?:小时|钟头|h)|{_COUNTED_ZH}\s*(?:个)?(?:小时|钟头|h)\s*(?:每周|一周|/周|每星期)",
)
HOURS_A_DAY = _table(
    rf"{_COUNTED} ?(?:h|hrs?|hours?)\b(?: \w+)? ?(?:a|per|each|every|/) ?day\b|\b(?:daily|per day|every day)\b[ :,]*{_COUNTED} ?(?:h|hrs?|hours?)\b",
    rf"(?:每天|一天|每日){_NOT_WORK_ZH}[^，。？\d一二两三四五六七八九十]{{0,8}}{_COUNTED_ZH}\s*(?:个)?(?:小时|钟头|h)",
)
HOURS_ON_WEEKDAYS = _table(
    rf"{_COUNTED} ?(?:h|hrs?|hours?)\b(?: \w+)? ?(?:on|every|each|per|a)? ?(?:weekdays?|weeknights?|work(?:ing )?days?)\b|(?<!work on )\b(?:weekdays?|weeknights?|work(?:ing )?days?)\b[^.,;]{{0,15}}?{_COUNTED} ?(?:h|hrs?|hours?)\b",
    rf"(?:工作日|平日|平时|周一到周五)(?![^，。？]{{0,3}}[每一](?:周|个?星期)){_NOT_WORK_ZH}[^，。？\d一二两三四五六七八九十]{{0,8}}{_COUNTED_ZH}\s*(?:个)?(?:小时|钟头|h)",
)
MINUTES_A_DAY = _table(
    r"\b(\d+) ?(?:mins?|minutes)\b(?: \w+)? ?(?:a|per|each|every|/) ?(?:day|evening|night|morning)\b|\b(?:daily|per day|every day|every evening)\b[ :,]*(\d+) ?(?:mins?|minutes)\b",
    r"(?:每天|每晚|一天|每日)[^，。？\d]{0,6}(\d+)\s*分钟",
)
HOURS_AT_WEEKENDS = _table(
    rf"{_COUNTED} ?(?:h|hrs?|hours?)\b(?: \w+)? ?(?:on|at|every|each|over)(?: the)? (?:weekends?|saturdays?|sundays?)\b|\bweekends?\b[^.,;]{{0,25}}{_COUNTED} ?(?:h|hrs?|hours?)\b(?: (?:a|per|each) day)?",
    rf"周末[^，。？\d一二两三四五六七八九十]{{0,8}}{_COUNTED_ZH}\s*(?:个)?(?:小时|钟头|h)",
)
EACH_DAY = _table(r"\b(?:a|per|each) day\b", r"每天|各")
FULL_TIME = _table(r"\bfull[- ]time\b(?! job| work|[^.]{0,20}\bjob)", r"全职(?:学|投入|脱产)|脱产")
# "..., 15 hours?": a follow-up that corrects the hours a week.
HOURS_AT_THE_END = _table(rf"{_COUNTED} ?(?:h|hrs?|hours?)(?=\W*$)", rf"{_COUNTED_ZH}\s*(?:个)?(?:小时|钟头|h)(?=\W*$)")
# What the reader knows already.
KNOWS = _table(
    r"\b(?:know|knows|known|can already|good at|comfortable with|skip)\b([^.;!?]*)",
    r"(?:已经|都|也|我|就|只)?(?:会(?!计)|学过|懂|熟悉|掌握了?)([^，。；！？]*)",
)
# What stands before a trade that the question leads to; the trade of a reader who comes from it stands elsewhere.
LEADS_TO = _table(
    r"\b(?:become|becoming|be|for|of|(?:job|career|position|train) as)(?: an?| the)?(?: \w+)?\s*$",
    r"(?:当|成为|变成|转行当|转行做|想[转考]|转[做成岗])\s*(?:一名|一个|个)?$",
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
    r"^\s*(?:and|but|or|so|then|also|ok(?:ay)?|alright|cool|great|nice|thanks|what about|how about|what if|same for|why\W*$|really\W*$|how so)\b",
    r"^\s*(?:那|那么|还有|如果|要是|换成|而|但|可是|所以|为什么\W*$|真的吗|具体|然后|或者)|呢\s*[？?]?\s*$",
)
PRONOUN = _table(
    r"\b(?:that|this|it|they|them|those|these|there|same|instead|else)\b|\bthe (?:first|second|third|last|other) one\b|\bthe (?:former|latter)\b"
    r"|\b(?:any|some)thing (?:easier|harder|cheaper|shorter|simpler|newer|better)\b(?! than)",
    r"(?:这|那)(?:个|些|样|种|里|门|本|家|篇)|也这么(?:觉得|想|说|认为|看)|它|[他她]们|上面|刚才|同样|里面|其中|前者|后者"
    r"|(?:[前后]一|第[一二三])[个门本](?=[呢吗是有用？?]|$)|有没有更?(?:简单|容易|便宜|短)一?点",
)
# Somebody who was named before, unless the question says itself who is meant.
PERSON = _table(
    r"^(?!.*\b(?:son|daughter|kid|child|friend|boyfriend|girlfriend|husband|wife|partner|brother|sister|cousin|nephew|niece|dad|father|mum|mom|mother|boss|manager|colleague|teacher|prof|professor)\b).*\b(?:he|him|his|she|her)\b",
    r"^(?!.*(?:朋友|儿子|女儿|孩子|老公|老婆|男友|女友|[兄弟姐妹哥]|爸|妈|老板|领导|同事|老师|导师)).*(?:(?<![其吉])他(?![人们])|她(?!们))",
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
    r"^\s*(?:and|but|or|so|then|also|ok(?:ay)?|alright|cool|great|nice|thanks|what about|how about|same for)\b[\s,.!]*(?:for )?\s*",
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
