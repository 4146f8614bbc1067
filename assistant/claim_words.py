"""Words that carry figures, units, negations and opposites, in both languages."""

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ORDINALS = "third fourth fifth sixth seventh eighth ninth tenth"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS: dict[str, str] = {
    # Pronoun and article stand for one as well, see ONE.
    **{word: str(value) for value, word in enumerate(_ONES.split()) if word != "one"},
    **{word: str(10 * value) for value, word in enumerate(_TENS.split(), 2)},
    "hundred": "100",
    "dozen": "12",
    "half": "half",
    "quarter": "quarter",
    "twice": "2",
    **{word: word for word in ("dozens", "hundreds", "thousands", "millions", "billions", "trillions")},
    **{word: str(value) for value, word in enumerate(_ORDINALS.split(), 3)},
}
# A number in digits may be followed by one of these, with or without a space.
SCALES: dict[str, int] = {
    "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "b": 10**9,
    "billion": 10**9, "trillion": 10**12, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip
CHINESE_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "零": 0}
_COUNTED = r"年|个月|月|周|星期|天|日|小时|分钟|个|篇|门|条|种|轮|次|倍|位|家|本|步|章|页|份|道|名|件|项|点|段|层|句|张|集|类|大|到|至|、|元|美元|英镑"
CHINESE_FIGURE = re.compile(
    # One is a figure only before a measure of time; "one of", "some" and "one kind" are not.
    rf"(?P<value>数?(?:[一二两三四五六七八九十百千万亿]{{2,}}|[二两三四五六七八九十百千万亿])(?=\s*(?:多|几)?\s*(?:{_COUNTED}))|(?<![第另每])一(?=年|个月|周|天|小时|分钟|[百千万亿])"
    r"(?:[百千万亿])?|数[十百千万亿]+)"
)
ONE = re.compile(r"\b(?:one|once|first|a|an)\b|一|首", re.IGNORECASE)
# Figures that are written in several ways, and the one that is compared.
SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"百分之([\d.]+)", r"\1%"),
        *((rf"百分之{tens}十(?![一-九])", f"{value}0%") for value, tens in enumerate("一二三四五六七八九", 1)),
        (r"\b(?:a|one) year and a half\b|\bone and a half years\b", "18 months"),
        (r"\bfrom zero\b", "from scratch"),
        (r"\bhalf a year\b|\bhalf-year\b", "6 months"),
        *((rf"{tens}成(?=的|时|精|左|以|$|，|。)", f"{value}0%") for value, tens in enumerate("一二三四五六七八九", 1)),
        (r"一半", "50%"),
        (r"[一二三四五六七八九]分之[一二三四五六七八九]", "1%"),
        (r"一年半", "18 个月"),
        (r"半年", "6 个月"),
        (r"两三(?=年|个|次|天|周)", "2 到 3 "),
    )
)
UNITS: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "year": r"\byears?\b|\bannual(?:ly)?\b|\byearly\b|年(?!轻|龄|代|级|终)",
        "month": r"\bmonth(?:s|ly)?\b|个月|月(?!球)",
        "week": r"\bweek(?:s|ly|end|ends)?\b|周(?!围|到|边|折)|星期",
        "day": r"\bdays?\b|\bdaily\b|天(?!然|赋|才|文)",
        "hour": r"\bhours?\b|\bhourly\b|小时",
        "minute": r"\bminutes?\b|分钟",
        "percent": r"%|\bper ?cent\b|百分之",
        "dollar": r"\$|\bdollars?\b|\bUSD\b|美元|美金",
        "pound": r"£|\bpounds?\b|\bGBP\b|英镑",
        "euro": r"€|\beuros?\b|\bEUR\b|欧元",
        "rupee": r"₹|\brupees?\b|\bINR\b|卢比",
        "yuan": r"¥|\byuan\b|\bRMB\b|\bCNY\b|人民币",
        "times": r"\btimes\b|\bfold\b|倍",
        "page": r"\bpages?\b|页(?!面)",
        "chapter": r"\bchapters?\b|(?<=[\d一二三四五六七八九十])\s*章",
        "episode": r"\bepisodes?\b|集(?=[的，。、]|$|都|全)",
        "point": r"\bpoints?\b(?! out)|个点",
        "gigabyte": r"\b\d*GB\b|\bgigabytes?\b",
    }.items()
}
NEGATION = re.compile(
    r"\b(?:not|never|no|none|nothing|nobody|nowhere|neither|nor|without|cannot|hardly|rarely|seldom|unnecessary|unless|instead of|rather than|refus(?:e|es|ed)|fail(?:s|ed)?|lack(?:s|ed|ing)?|impossible|unable"
    r"|\w+n['’]t)\b|不|没有|没|无法|无需|无须|无|未|非(?=必|要|得)|并非|从不|勿|别(?=[去再让把用做学])|拒绝|缺乏|缺少",
    re.IGNORECASE,
)
# Words that hold a negating syllable or word and deny nothing.
NO_NEGATION = re.compile(
    r"\bnot (?:only|just|merely)\b|\bno (?:matter|doubt|less)\b|\bwhether or not\b"
    r"|从不(?=相|同)|不同|不过|不仅|不但|不只|不光|不止|不断|不少|不错|不管|不论|不妨|不如|差不多|无论|无监督|未来|未必(?=不)|除非|非常|非结构|是不是|能不能|要不要|会不会|值不值|免费|避免|免得",
    re.IGNORECASE,
)
# Words that nearly every sentence of the trade holds: that both texts hold them says nothing of what is denied.
GENERIC = "machine learning engineer model data 机器学习工程师 模型 数据"
ANTONYMS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(left, re.IGNORECASE), re.compile(right, re.IGNORECASE))
    for left, right in (
        (r"\balways\b|总是|一直|始终", r"\bnever\b|从不|绝不"),
        (r"\bbefore\b|之前|以前", r"\bafter\b|之后|以后"),
        (r"\bmore\b|更多|多于", r"\bless\b|\bfewer\b|更少|少于|得少|较少"),
        (r"\bsomething\b|\beverything\b", r"\bnothing\b"),
        (r"\beverybody\b|\beveryone\b|人人|所有人", r"\bnobody\b|\bno one\b|没有人|没人"),
        (r"\benough\b|足够|足以|够", r"\bnot (?:\w+ )?enough\b|n['’]t enough\b|不够|不足"),
        (r"\bcan\b(?!not)", r"\bcannot\b|\bcan['’]t\b"),
        (r"\bmust\b|\bha(?:ve|s) to\b", r"\bneed not\b|\bneedn['’]t\b|\b(?:do|does) not (?:need|have) to\b"),
        (r"离不开|(?<!不)需要|必须|务必", r"用不着|没(?:有)?必要|不必|无需|无须|不用|不需要"),
        (r"行得通", r"行不通"),
        (r"\beas(?:y|ier|ily)\b|容易|简单", r"\bhard(?:er)?\b|\bdifficult\b|困难|难(?!怪|道|以|得)"),
        (r"\bbetter\b|更好|优于", r"\bworse\b|更差|不如"),
        (r"\bhigh(?:er)?\b|更高", r"\blow(?:er)?\b|更低"),
        (r"\bfree\b|免费", r"\bpaid\b|付费|收费"),
        (r"\bfull[- ]time\b|全职", r"\bpart[- ]time\b|\bafter work\b|兼职|业余|下班"),
        (r"\bstrong(?:er)?\b|强", r"\bweak(?:er)?\b|弱"),
        (r"\bfast(?:er)?\b|\bquick(?:er|ly)?\b|快", r"\bslow(?:er|ly)?\b|慢"),
        (r"\badvantages?\b|优势|优点", r"\bdisadvantages?\b|劣势|缺点"),
        (r"\bfirst\b|第一", r"\blast\b|最后"),
        (r"\bmost\b|大多数|多数|大部分", r"\bfew\b|\ba minority\b|少数|小部分"),
        (r"\boptional\b|可选", r"\bneeds? to\b|\brequired\b|\bmust\b|必须|需要"),
    )
)
# Words that bound a figure or a set: a sentence may not bound what its quote does not.
BOUNDS: dict[str, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in (
        ("at least", r"\bat least\b|\bno less than\b|\bminimum\b|至少|起码"),
        ("at most", r"\bat most\b|\bno more than\b|\bup to\b|\bmaximum\b|最多|至多|不超过"),
        (
            "more than",
            r"\bmore than (?=[\d£$€]|two|three|four|five|six|seven|eight|nine|ten)|\bover (?=[\d£$€]|a hundred|two|three|six)|超过|多于|以上|[百千万亿十]多|\d 多",
        ),
        (
            "less than",
            r"\b(?:less|fewer) than (?=[\d£$€]|two|three|four|five|six|seven|eight|nine|ten)|\bunder (?=[\d£$€])|不到|少于|以下|不足(?=\d)",
        ),
        ("only", r"\bonly\b|\bsolely\b|\bexclusively\b|\bmerely\b|只(?!要|是)|仅|唯一|光(?=会|有|靠)"),
    )
}
