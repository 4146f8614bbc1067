"""Structure and metadata of saved pages: title, headings, lists, ids, and what an article says of itself."""

import hashlib
import re

import pytest

from corpus.adding.metadata import bare_title, canonical
from tests.drafts import PROSE, TEXT, made, page, text_of

ENGLISH_PAGE = """Skip to content
Menu
Home
Recipes
About
How to cook beans in a plain pot
Jane Roe
Posted on March 3, 2022 by Jane Roe
5 min read
Listen
Share
{0}
What you need
A few things are enough, and none of them is dear:
- a heavy pot
- dry beans
- salt
Cooking
{1}
Advertisement
{2}
Share this:
Facebook
Twitter
About the author
Jane Roe writes about food and lives by the sea.
3 thoughts on “How to cook beans in a plain pot”
Tom
March 4, 2022 at 10:12 am
I tried this yesterday and it worked really well, thank you so much for the recipe!
Reply
Ann
March 5, 2022 at 9:00 am
Does it work with lentils?
Reply
Leave a Reply Cancel reply
Your email address will not be published. Required fields are marked *
Recent Posts
How to cook rice
How to bake bread
Proudly powered by WordPress
"""
CHINESE_PAGE = """首页
博客
下载
登录
会员中心
怎样用普通的锅煮豆子
原创 小锅铲 于 2022-03-01 12:00:00 发布
阅读量1.2k 收藏 12 点赞数 5
分类专栏： 厨房 文章标签： 豆子 锅
版权声明：本文为博主原创文章，遵循 CC 4.0 BY-SA 版权协议，转载请附上原文出处链接和本声明。
{0}
要准备什么
东西不多，家里一般都有：
1. 一口厚锅
2. 干豆子
3. 盐
怎么煮
{1}
{2}
小锅铲
关注
5
点赞
12
收藏
3
评论
扫一扫分享
相关推荐
怎样煮米饭
怎样烤面包
3 条评论
路人甲 2022-03-02
写得真好，昨天照着做了一次，全家都说好吃。
回复
查看更多评论
关于我们 招贤纳士 商务合作 寻求报道
©1999-2024 北京某某公司
"""


@pytest.mark.parametrize(
    ("saved", "prose", "headings", "items", "title", "author"),
    [
        (
            ENGLISH_PAGE,
            PROSE,
            ["What you need", "Cooking"],
            ["a heavy pot", "salt"],
            "How to cook beans in a plain pot",
            "Jane Roe",
        ),
        (CHINESE_PAGE, TEXT, ["要准备什么", "怎么煮"], ["一口厚锅", "盐"], "怎样用普通的锅煮豆子", "小锅铲"),
    ],
)
def test_a_page_copied_from_the_browser_keeps_its_article_alone(
    saved: str, prose: tuple[str, ...], headings: list[str], items: list[str], title: str, author: str
) -> None:
    result = made(saved.format(*prose))
    assert (result.found.title, result.found.author, result.found.year) == (title, author, 2022)
    first, *others = result.sections
    assert (first.heading, first.text) == (title, prose[0])
    assert [section.heading for section in others] == headings
    assert others[0].text.split("\n")[2:] == [f"- {items[0]}", others[0].text.split("\n")[3], f"- {items[1]}"]
    assert others[1].text == f"{prose[1]}\n\n{prose[2]}"


def test_markup_goes_and_its_text_stays() -> None:
    line = (
        "**Salt** and *oil*, `pan --hot`, <b>heat</b> &amp; [time](https://a.example/?utm_source=x)\u200b are\u00a0all."
    )
    assert "Salt and oil, pan --hot, heat & time are all." in text_of(made(page(line)))


def test_stray_marks_of_emphasis_go() -> None:
    result = made(page("**不是新手:**当我开始的时候，*一切都很难。*", prose=TEXT))
    assert "不是新手:当我开始的时候，一切都很难。" in text_of(result)
    assert "3 * 4 makes 12, and a*b is a product." in text_of(made(page("3 * 4 makes 12, and a*b is a product.")))


def test_lists_are_flat_and_their_marks_of_one_kind() -> None:
    text = text_of(made(page("You need these:\n\n1. pots\n   - big\n   - small\n2. pans\n\n2.1) lids\n\n-\nspoons")))
    assert "You need these:\n\n- pots\n- big\n- small\n- pans\n- lids\n- spoons\n\n" in text


def test_rows_of_a_table_name_their_columns() -> None:
    text = text_of(made(page("| Bean | Hours |\n|---|---|\n| black | 2 |\n| white | 1 |")))
    assert "- Bean: black; Hours: 2\n- Bean: white; Hours: 1" in text


def test_short_code_stays_on_one_line_and_a_listing_goes() -> None:
    result = made(page("```\nsoak()\ncook()\n```", "```\n" + "stir(pot, spoon)\n" * 40 + "```"))
    assert "soak() cook()" in text_of(result)
    assert "stir" not in text_of(result)
    assert any("stir" in line for line in result.removed)


def test_wrapped_lines_are_one_paragraph_and_lines_of_their_own_are_not() -> None:
    wrapped = (
        "Beans want a long soak before they are cooked,\nand a pinch of salt does them no harm, ever\nand anywhere."
    )
    assert wrapped.replace("\n", " ") in text_of(made(f"# Beans\n\n{wrapped}\n\n{PROSE[1]}"))
    assert text_of(made("# Beans\n\n" + "\n".join(PROSE))) == "\n\n".join(PROSE)


def test_a_heading_without_text_lends_its_words_to_the_next() -> None:
    result = made(f"# Beans\n\n{PROSE[0]}\n\n## Cooking\n\n### Soak\n\n{PROSE[1]}\n\n### Boil\n\n{PROSE[2]}")
    assert [(s.heading, s.original) for s in result.sections[1:]] == [("Cooking – Soak", "Soak"), ("Boil", "Boil")]


def test_ids_depend_on_the_heading_alone() -> None:
    long = f"# Beans\n\n{PROSE[0]}\n\n## Soak\n\n{PROSE[1]}\n\n## 浸泡\n\n{PROSE[2]}\n\n## Soak\n\n{PROSE[0]}"
    ids = [section.id for section in made(long).sections]
    digest = hashlib.sha256("浸泡".encode()).hexdigest()
    assert ids == ["en-beans", "en-soak", f"en-s-{digest[:8]}", "en-soak-2"]
    assert made(f"# Beans\n\n{PROSE[0]}\n\n## 浸泡\n\n{PROSE[2]}").sections[1].id == ids[2]


def test_front_matter_goes_before_the_file_and_the_file_before_the_page() -> None:
    text = "---\nauthor: Ann Front\ndate: 2019-05-06\n---\n# Beans\n\nBy Jane Line\n\nMarch 3, 2022\n\n" + "\n\n".join(
        PROSE
    )
    found = made(text, author="Joe File", publisher="Pot", url="https://pot.example/beans").found
    assert (found.author, found.publisher, found.year) == ("Ann Front", "Pot", 2019)
    assert made(text.split("---\n")[2], author="Joe File").found.author == "Joe File"
    assert made(text.split("---\n")[2]).found.author == "Jane Line"


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("Published on March 3, 2022", 2022),
        ("3 March 2021 · 5 min read", 2021),
        ("2020-03-01", 2020),
        ("发布于 2021 年 5 月", 2021),
        ("© 2024 Bean Media", None),
        ("编辑：小王", None),
        ("In 2015 nobody soaked beans, and they were none the worse for it.", None),
    ],
)
def test_the_year_is_that_of_a_date_near_the_top(line: str, year: int | None) -> None:
    assert made("\n\n".join(["# Beans of 1999", line, *PROSE])).found.year == year


def test_an_editor_is_no_author() -> None:
    assert made("\n\n".join(["# 豆子", "编辑：小王", *TEXT])).found.author == ""
    assert made("\n\n".join(["# 豆子", "作者：小王", *TEXT])).found.author == "小王"


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("https://a.example/b?utm_source=x&id=3&fbclid=y#top", "https://a.example/b?id=3"),
        (
            "https://medium.com/p/b-1?source=collection_archive---------3-----------------------",
            "https://medium.com/p/b-1",
        ),
        ("https://web.archive.org/web/20220627024316/https://a.example/b", "https://a.example/b"),
        ("https://mp.weixin.qq.com/s?__biz=1&mid=2&scene=21&chksm=9", "https://mp.weixin.qq.com/s?__biz=1&mid=2"),
        ("https://a.example/b?source=python", "https://a.example/b?source=python"),
    ],
)
def test_addresses_lose_what_tracks(address: str, bare: str) -> None:
    assert canonical(address) == bare


def test_titles_lose_the_name_of_their_site() -> None:
    assert bare_title("怎样煮豆子_豆子怎么煮-CSDN博客") == "怎样煮豆子"
    assert bare_title("How to cook beans | by Jane Roe | Medium") == "How to cook beans"
    assert bare_title("Beans - The Pot", "The Pot") == "Beans"
    assert bare_title("Beans - a love story") == "Beans - a love story"


def test_short_lines_that_belong_together_are_no_headings() -> None:
    lines = [
        "How to ride far",
        PROSE[0],
        "What I took",
        PROSE[1],
        "two bottles",
        "a spare tube",
        "some bread",
        PROSE[2],
    ]
    result = made("\n".join([*lines, "The end of it", PROSE[0]]))
    assert [section.heading for section in result.sections] == ["How to ride far", "What I took", "The end of it"]


def test_a_bold_line_is_a_heading_where_no_other_is_marked() -> None:
    result = made("\n\n".join(["# 豆子", "**为什么**", TEXT[0], "**怎么煮**", TEXT[1], TEXT[2]]))
    assert [section.heading for section in result.sections] == ["为什么", "怎么煮"]


def test_a_name_that_leads_to_its_profile_is_the_author() -> None:
    result = made(
        "\n\n".join(["# Beans", "### A subtitle", "[Jane Roe](https://pot.example/@jane)", "Jan 12, 2023", *PROSE])
    )
    assert (result.found.author, text_of(result)) == ("Jane Roe", "\n\n".join(PROSE))


def test_a_list_that_lost_its_marks_after_a_colon_is_a_list() -> None:
    lines = "Mine follow two rules:\n\nOne bean to a spoon, never two.\nA whole spoon in each cup"
    assert "- One bean to a spoon, never two.\n- A whole spoon in each cup\n\n" in text_of(made(page(lines)))
    apart = "Mine follow two rules:\n\nOne bean to a spoon, never two.\n\nA whole spoon in each cup."
    assert "- " not in text_of(made(page(apart)))


@pytest.mark.parametrize(
    ("menu", "title", "date", "prose"),
    [
        ("小鍋慢煮\n一口鍋，一把豆子，很多個晚上\n首頁 關於我 相簿\n廣告", "煮豆子的第一年", "4月 11, 2022", TEXT),
        ("The Pot\nCooking with patience, every day\nSign in\nShare", "A year of beans", "May 3, 2022", PROSE),
    ],
)
def test_the_line_above_the_date_is_the_title_where_a_menu_stands_above_it(
    menu: str, title: str, date: str, prose: tuple[str, ...]
) -> None:
    result = made("\n".join([menu, "", title, date, "", *(f"{line}\n" for line in prose)]))
    assert (result.found.title, result.found.year) == (title, 2022)
    assert text_of(result) == "\n\n".join(prose)


@pytest.mark.parametrize(
    ("lines", "author"),
    [
        ("Jane Roe\n\nPosted on May 3, 2022", "Jane Roe"),
        ("**小锅铲** · 2022 年 3 月 1 日 · 阅读 12", "小锅铲"),
        ("作者：小锅铲    瀏覽人次：3,516    分類：廚房", "小锅铲"),
        ("Log In\n\nPosted on May 3, 2022", ""),
        ("后端\n\n2022-03-01", ""),
    ],
)
def test_a_name_at_the_date_is_the_author(lines: str, author: str) -> None:
    prose = TEXT if re.search("[一-鿿]", lines) else PROSE
    assert made("\n\n".join(["# Beans of the year", lines, *prose])).found.author == author


def test_the_address_of_a_clipped_page_is_the_one_after_its_label() -> None:
    line = "> 本文由 [Clip](http://clip.example/) 转码， 原文地址 [pot.example](https://pot.example/1?utm_source=clip)"
    assert made("\n\n".join([line, "# 豆子", *TEXT])).found.url == "https://pot.example/1"
    assert (
        made("\n\n".join(["# 豆子", *TEXT]), url="https://pot.example/1?spm=2#top").found.url == "https://pot.example/1"
    )
