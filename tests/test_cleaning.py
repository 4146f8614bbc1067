"""Cleaning of saved pages: the article stays, all else goes."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.adding.blocks import read_blocks
from corpus.adding.records import AddingFault
from tests.drafts import PROSE, TEXT, folded, made, page, text_of

SEEDS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data/seeds.yaml").read_text(encoding="utf-8"))


@pytest.mark.shared
@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed["file"][:3])
def test_a_seed_comes_out_as_its_article_and_nothing_else(seed: dict[str, Any], shared: Path) -> None:
    result = made((shared / "seeds" / seed["file"]).read_text(encoding="utf-8"))
    text = folded(text_of(result))
    found = result.found
    assert (found.title, found.url, found.language) == (seed["title"], seed["url"], seed["language"])
    assert (seed["author"] or "") == found.author
    assert found.year is None
    assert folded(seed["first"]) in text[:400]
    assert folded(seed["last"]) in text[-120:]
    assert [phrase for phrase in seed["gone"] if folded(phrase) in text] == []
    assert [sentence for sentence in seed["stays"] if folded(sentence) not in text] == []
    headings = [section.heading for section in result.sections]
    assert [name for name in seed["headings"] if not any(name in heading.split(" – ") for heading in headings)] == []
    assert seed["title"] not in headings[1:]
    items = [line[2:] for section in result.sections for line in section.text.split("\n") if line.startswith("- ")]
    assert [item for item in seed["items"] if not any(line.startswith(item) for line in items)] == []


@pytest.mark.shared
def test_no_line_of_a_seed_is_lost_without_a_word(shared: Path) -> None:
    for seed in SEEDS:
        raw = (shared / "seeds" / seed["file"]).read_text(encoding="utf-8")
        result = made(raw)
        kept = folded(" ".join([text_of(result), *(s.heading for s in result.sections), *result.removed]))
        lines = [block.text for block in read_blocks(raw) if block.text != result.found.title]
        assert [line for line in lines if not all(part in kept for part in re.split(r"\S+\.png", folded(line)))] == []


# What stands on a page beside its article. Each line must go where it stands before, between or after the prose.
NOISE = """
Sign in
Home | Blog | About | Contact
Subscribe to our newsletter and never miss a story.
We use cookies to improve your experience on our website.
By clicking “Accept All”, you consent to the use of ALL the cookies.
Share this:
5 min read
1.2K claps
Advertisement
Photo by Jane Roe on Unsplash
Image source: Getty Images
Click to share on Facebook (Opens in new window)
Related: [Ten ways to cook rice](https://example.org/rice)
Already have an account? Sign in
Log in to leave a comment
Your email address will not be published. Required fields are marked *
Follow me on Twitter for more recipes.
If you enjoyed this article, please clap and follow me.
Thanks for reading Bean Letter! Subscribe for free to receive new posts and support my work.
This article is translated by a reader.
© 2024 Bean Media. All rights reserved.
Member-only story
[Copy link]
![](img/0ed145768dd21b64f06ff5fc307d9425.png)
> Original article: <https://example.org/beans?utm_source=feed>
Leave a comment below and tell us what you cooked.
Have a news tip? Contact the newsroom at 555-0142.
This post may contain affiliate links.
Cover image for How to cook beans
You are receiving this email because you signed up for it.
首页 博客 下载 学习 社区
登录/注册
登入 | 註冊
分享到微博
点赞 12 收藏 34 评论 5
阅读 1.2万
长按识别下方二维码，关注我们的公众号
扫码加群，一起学做菜！
點擊上方藍字，關注我們的公眾號
欢迎点赞、在看、转发三连！
觉得有用的话，记得点个赞哦～
版权声明：本文为博主原创文章，转载请附上原文出处链接和本声明。
本文首发于微信公众号
图片来源：网络
責任編輯：小王
著作权归作者所有。商业转载请联系作者获得授权，非商业转载请注明出处。
登录后查看全文
编辑于 2022-03-01 12:00
上一篇：怎样煮米饭
复制代码
广告
打开App查看更多
订阅即表示您同意我们的服务条款。
本网站使用 Cookie 来改善您的体验。
请填写红包祝福语或标题
后台回复“豆子”，领取完整食谱
题图来自 小网站，基于 CC0 协议
文章代表作者个人观点，本站仅对标题和排版略作修改。
【限时福利】会员年卡 6 折，点此领取优惠券
最低0.5元/天 解锁文章
▼ 繼續閱讀請往下滑 ▼
下载小锅客户端、关注小锅公众号，了解更妙的生活
""".strip().split("\n")
# What an article may say with the same words.
MATTER = """
Share your work on GitHub.
You may comment your code.
Subscribe to the error stream before you start the job.
Recommender systems show advertising.
Log in to the server with your key.
Cookies are a baked good, and we store cookies in a tin.
A QR code holds up to three kilobytes.
Images from the camera arrive in batches.
Follow the recipe for the first month, then leave it.
Comments explain why, never what.
Sign up for the exam in March.
Art from the twenties is worth a look.
People who like a film click the heart, and the model learns from it.
Search engines rank pages by what readers do next.
By Friday you should know the basics.
Have a story ready before you go on stage.
Comment on the code of others with care.
Share on the first day what you learned.
Privacy matters: never store what you do not need.
关注模型在新数据上的表现。
请特别关注精度和召回率。
扫描仪把纸张变成图片。
评论代码时要有礼貌。
用户扫描二维码登录，系统随后保存会话。
推荐系统会根据点赞、收藏和评论来排序。
可以关注几个高质量的公众号，每天读一篇。
把你的作品分享到社区，请同行提意见。
广告点击率是一个常见的预测目标。
点击右上角的“添加”按钮，新建一个项目。
本文系统地介绍了三种做法。
免责声明：以下是我两年来的经验。
登录日志要保存三十天。
后台会发送一封通知邮件。
图片来自三台相机，分辨率各不相同。
订阅消息队列，然后处理每一条消息。
下载客户端，关注它占用的内存。
可以关注几个高质量的公众号，阅读它们的文章。
这句话代表作者当时的看法。
""".strip().split("\n")


@pytest.mark.parametrize("line", NOISE)
@pytest.mark.parametrize("place", ["before", "between", "after"])
def test_a_line_of_the_page_goes_wherever_it_stands(line: str, place: str) -> None:
    prose = TEXT if re.search("[一-鿿]", line) else PROSE
    title = "# Beans"
    order = {
        "before": [title, line, *prose],
        "between": [title, *prose[:2], line, prose[2]],
        "after": [title, *prose, line],
    }
    result = made("\n\n".join(order[place]))
    assert text_of(result) == "\n\n".join(prose)
    assert len(result.removed) >= 1


@pytest.mark.parametrize("sentence", MATTER)
def test_a_sentence_with_the_words_of_noise_as_its_matter_stays(sentence: str) -> None:
    prose = TEXT if re.search("[一-鿿]", sentence) else PROSE
    for lines in (
        [*prose, sentence],
        [prose[0], sentence, *prose[1:]],
        [prose[0], f"- {sentence}\n- {prose[1]}", prose[2]],
    ):
        assert sentence in text_of(made("\n\n".join(["# Beans", *lines])))


def test_a_label_is_a_heading_of_the_article_where_its_text_follows() -> None:
    result = made(f"# Code\n\n{PROSE[0]}\n\n## Comments\n\n{PROSE[1]}\n\n## Discussion\n\n{PROSE[2]}")
    assert [section.heading for section in result.sections] == ["Code", "Comments", "Discussion"]


def test_a_thread_of_comments_goes_from_its_heading_on() -> None:
    thread = "## 2 Comments\n\nTom\n\n2 days ago\n\nThis works for me!\n\nReply\n\nAnn\n\nNice.\n\nReply"
    assert text_of(made(page() + "\n\n" + thread)) == "\n\n".join(PROSE)


def test_a_table_of_contents_goes_and_its_headings_stay() -> None:
    result = made(
        f"# Beans\n\nContents\n\n- Soak\n- Cook\n\n{PROSE[0]}\n\n## Soak\n\n{PROSE[1]}\n\n## Cook\n\n{PROSE[2]}"
    )
    assert [section.text for section in result.sections] == list(PROSE)


def test_lists_of_links_that_a_sentence_introduces_stay() -> None:
    links = "Two courses teach it:\n\n- [Cooking](https://example.org/a)\n- [Baking](https://example.org/b)"
    assert "- Cooking\n- Baking" in text_of(made(page(links)))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "Les haricots doivent tremper longtemps avant la cuisson, et une pincée de sel ne leur fait aucun mal.",
            "French (fr)",
        ),
        ("豆は煮る前に長く水に浸しておく必要があります。塩を少し入れても大丈夫です。", "Japanese (ja)"),
        ("콩은 요리하기 전에 오래 불려야 하며 소금을 조금 넣어도 괜찮습니다.", "Korean (ko)"),
    ],
)
def test_other_languages_are_refused_in_one_line(text: str, named: str) -> None:
    with pytest.raises(AddingFault, match=re.escape(named)) as fault:
        made(f"{text}\n\n{text}")
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("text", ["", "\n \n", "Sign in\n\nSubscribe", "![](a.png)", "登录\n\n注册"])
def test_nothing_left_is_one_line(text: str) -> None:
    with pytest.raises(AddingFault, match="no article is left"):
        made(text)


_WORDS = st.sampled_from(
    ["the", "pot", "heat", "and", "beans", "cook", "while", "we", "share", "a", "comment", "on", "code", "with"]
)
_SENTENCES = st.lists(_WORDS, min_size=7, max_size=14).map(lambda words: " ".join(words).capitalize() + ".")


@settings(max_examples=40, deadline=None)
@given(st.lists(_SENTENCES, min_size=1, max_size=8, unique=True), st.lists(_SENTENCES, max_size=4, unique=True))
def test_a_draft_of_a_draft_keeps_every_sentence(paragraphs: list[str], items: list[str]) -> None:
    before = "\n".join(
        ["# Beans and pots", *(f"\n{line}" for line in [PROSE[0], *paragraphs]), "", *(f"- {item}" for item in items)]
    )
    once = made(before)
    assert all(sentence in text_of(once) for sentence in [*paragraphs, *items])
    again = made(
        "\n\n".join(
            [f"# {once.found.title}", *(f"## {s.heading}\n\n{s.text}" for s in once.sections[1:]), text_of(once)]
        )
    )
    assert all(sentence in text_of(again) for sentence in [*paragraphs, *items])


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![",
        "*a",
        "- ",
        ">",
        "<!--",
        "# a\n\nText is here.\n\n",
        "关注点赞",
        "  - x\n",
        "a1",
        "[a]: b\n",
        "![" * 190 + "\n\n",
    ],
)
def test_hostile_text_of_two_million_characters_takes_bounded_time(unit: str) -> None:
    started = time.process_time()
    try:
        made((unit * (2_000_000 // len(unit) + 1))[:2_000_000])
    except AddingFault as fault:
        assert "\n" not in str(fault)
    assert time.process_time() - started < 20
