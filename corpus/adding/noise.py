"""Tables of what pages put around an article: notices, pleas, credits and the signs of its end.

All are held against the key of a line. An expression is of a kind of noise, never of one author, account or article.
"""

import re

from corpus.adding.labels import key


def is_dated(text: str) -> bool:
    """Whether a line begins with the day on which the article was written."""
    return DATE.match(_POSTED.sub("", key(text))) is not None


def _table(*expressions: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions))


ADDRESS = re.compile(r"https?://[^\s<>\"'，。；、）】》]+")
_PICTURE = r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif)(?![a-z])"
# The name of a stored picture: a hash, or a number; a file that an article speaks of has a name of words.
IMAGE = re.compile(
    rf"(?<![0-9a-z/_.-])(?:(?=[g-z0-9_-]{{0,40}}[0-9a-f]{{12}})[0-9a-z_-]{{12,120}}+|ima?ge?[-_]?\d{{1,12}}|图片){_PICTURE}",
    re.IGNORECASE,
)
CUT = re.compile(
    rf"{IMAGE.pattern}|\[(?:copy link|复制链接|複製連結|图片|圖片|image|edit|编辑)\]"
    r"|\((?:opens in (?:a )?new (?:window|tab))\)|\[\^\w{1,20}\]",
    re.IGNORECASE,
)
"""What is cut out of a text; held against the text itself."""
SENTENCE_END = re.compile(
    r"[.!?。！？…;；][\"'”’)）」』】]*(?:\s*[:;]-?[)D(])?\s*[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]*$"
)
SENTENCE = re.compile(r"[^.!?。！？]*(?:[.!?。！？]+(?![A-Za-z0-9])[\"'”’)）」』]*|$|[.!?])")
_NAME = r"(?:[A-Z][\w.'’-]*|[\u4e00-\u9fff·]{2,12})"
_NAMES = rf"{_NAME}(?:(?:,? (?:and|&) |, | )(?:{_NAME}|de|van|von|der|la)){{0,5}}"
BYLINE = re.compile(
    r"(?:(?:[Ww]ritten |[Pp]osted |[Ss]tory |[Tt]ext |[Ww]ords )?[Bb]y|BY|[Aa]uthors?\s?[:：]|(?:本文|原)?作\s?者\s?[:：|丨]|文\s?[/|丨：:]"
    rf"|撰文\s?[:：|]|[Oo]riginal author\s?:)\s?({_NAMES})(?:\s?[·•|,丨-]\s?.{{0,80}}|\s\S{{1,8}}[:：].{{0,80}})?"
)
"""A line that names the author; held against the text itself."""
DATED_BYLINE = re.compile(rf"\b[Bb]y ({_NAMES})")
"""A name in a line with a date."""
FULL_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:[A-Z][\w.'’-]*|de|van|von|der|la)){0,2} [A-Z][\w'’-]+")
CHINESE_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
"""What can be a name, if it stands at a date."""
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
DATE = re.compile(
    rf"(?<![\d.])(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (\d{{4}})|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? (\d{{4}})|{_MONTH} (\d{{4}})|((?:19|20)\d\d)(?:\s?年\s?\d{{1,2}}\s?月|[-/.]\d{{1,2}}[-/.]\d{{1,2}})|\d{{1,2}}月 ?\d{{1,2}}, ?((?:19|20)\d\d))(?!\d)"
)
_DAY = rf"(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}}|{_MONTH} \d{{4}}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}月 ?\d{{1,2}}, ?\d{{4}}|\d{{4}}\s?年\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)"
_ACTS = r"(?:点赞|在看|转发|收藏|评论|关注|分享|留言|投币|打赏)"
_STOCK = r"(?:unsplash|pexels|pixabay|shutterstock|flickr|getty|freepik|istock|reuters|afp|alamy|adobe stock|wikimedia|midjourney)"

_POSTED = re.compile(r"^(?:published|posted|written)(?: on)?:? ")

LONGEST_LINE = 240
"""Columns of the longest line that LINE and REMARK are held against."""
LINE = _table(
    # credits of pictures
    r"(?:photo|image|picture|photograph|illustration|graphic|cover|screenshot|cover image|cover photo|featured image|header image|title image|hero image|thumbnail)s?(?: (?:credits?|source|courtesy))?(?: (?:taken|created|generated|made|drawn|provided|captured))?\s?(?:by\s|:\s?|via\s|courtesy of\s|©|/).{1,100}",
    rf".{{0,90}}\b(?:by|on|from|via|/|\||©)\s?{_STOCK}.{{0,40}}",
    r"(?:图片来源|图源|题图|配图|封面图?|插图|摄影|头图|图片|照片来源|图)(?:来源|来自|出处|作者|提供)?\s?[:/|]\s?.{1,60}",
    r"图片?(?:来自|源自).{1,40}",
    r"(?:由|在).{1,60}(?:插图|插画|图示|图解|绘制|配图|供图|摄影|拍摄的?(?:照片|图片)?|的照片|制图)",
    r".{1,40}(?:在|于).{1,40}上(?:的|拍摄的?|发布的?|提供的?)(?:照片|图片|插图|摄影)",
    r"(?:照片|图片|插图|摄影)(?:由|by|作者).{1,60}",
    rf"[\w.-]{{1,80}}{_PICTURE}",
    r"(?:cover|featured|hero|header|banner|thumbnail|title) (?:image|photo|picture)(?: for| of)?\b.{0,120}",
    r"(?:题图|头图|封面图?|配图|插图|文中图片?|图片?)均?(?:来自|源自|来源于|取自|出自).{1,60}",
    # origin and roles
    r"(?:originally |first )?(?:published|posted|appeared) (?:at|on|in|by)\b.{1,90}",
    r"(?:translated|reprinted|republished|reposted|transcribed|edited|reviewed|fact-?checked) (?:by|from)\b.{1,80}",
    r"(?:译者|翻译|校对|审校|编译|编辑|责编|责任编辑|主编|记者|策划|监制|排版|美编|作者|文|撰文|作者简介|本文作者|原作者|来源|出品|整理|文字|运营编辑|值班编辑|审核|审稿|通讯员|撰稿|转载|稿源)\s?[:/|丨]\s?.{1,80}",
    r"(?:filed under|posted in|tagged|tags?|categor(?:y|ies)|topics?|labels?|keywords|专栏|分类专栏|文章标签|标签|话题|所属专栏|收录于|本文收录于|分类|归类|关键词|关键字|合集)\s?[:].{0,100}",
    r"(?:收录于|本文收录于|文章被收录于|首发于)(?:以下)?(?:专栏|合集|话题|文集|#)?.{0,60}",
    r"(?:#[^\s#]{1,30}\s*){1,12}",
    # dates and counters
    rf"(?:(?:first |last )?(?:published|posted|updated|modified|edited|created|date|written)(?: on| at)?:?\s)?(?:on )?(?:[a-z]{{3,9}}day,? |(?:mon|tue|wed|thu|fri|sat|sun),? )?{_DAY}(?:[ ,t·•|-]*(?:at )?\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?(?: ?[ap]\.?m\.?)?(?: [a-z]{{2,4}})?(?:\s?(?:[·•|/-]|by\s).{{0,100}})?",
    rf".{{0,40}}(?:于|时间|日期|发布|更新|原创|修改|编辑)\s?:?\s?{_DAY}.{{0,80}}",
    rf"{_DAY}.{{0,20}}(?:发布|修改|更新|编辑|阅读|浏览|评论|ip属地|收录|分钟|首发|作者|来源).{{0,60}}",
    r".{0,60}\d+\s?-?(?:min|minute)s? (?:read|listen)\b.{0,60}",
    r"(?:(?:reading|read|listening|estimated reading) time|阅读时(?:间|长)|阅读|预计阅读|阅读(?:本文)?(?:约|大约|需).{0,4}|全文约?|本文共|字数|约)\s?:?\s?\d[\d,.]*\s?(?:分钟|字|min|words).{0,40}",
    r"[\d.,]+\s?[kmw万千]?\+?\s?(?:likes?|comments?|views?|reads?|shares?|claps?|followers?|subscribers?|responses?|replies|reactions?|retweets?|votes?|upvotes?|people (?:like|liked|found|clapped).{0,40})",
    r"over [\d,]+k? subscribers.{0,40}",
    r"(?:liked by|reply to|replying to|in reply to) .{1,60}",
    r".{1,60}(?:says|said|wrote|commented)\s?:",
    r".{0,40}\d+ (?:years?|months?|weeks?|days?|hours?|hrs?|minutes?|mins?) ago.{0,40}",
    r".{0,30}\d+\s?(?:年|个月|周|天|小时|分钟)前.{0,20}",
    r".{0,12}\d+\s?(?:人|个|条|则|次|位)?(?:粉丝)?(?:赞同|喜欢|点赞|收藏|评论|留言|关注者?|阅读|浏览|回复|回应|回答|分享|转发|赞赏|打赏|推荐).{0,30}",
    r"(?:被浏览|关注者|阅读|浏览|评论|点赞|收藏|赞|喜欢|在看|分享|转发|留言|粉丝|获赞|文章|回复|回复数|字数|热度|原创|周排名|总排名|访问|等级|积分)(?:量|数|次数)?\s?[:(]?\s?[\d.,]+\s?[万wk千+]*\)?(?:\s.{0,60})?",
    r".{0,40}ip ?属地.{0,20}",
    r"码龄\d+年.{0,40}|博客等级.{0,40}",
    # ways to elsewhere
    r"(?:read (?:more|next|also|this next|this)|also read|see also|related(?: (?:posts?|articles?|stories|story|reading|content|topics?|news))?|more (?:from|on this|like this|stories)|you (?:may|might) (?:also )?(?:like|enjoy)|recommended(?: (?:reading|for you|stories|articles))?|don't miss|up next|previous(?: post| article)?|next(?: post| article)?|in case you missed it|must read|most (?:read|popular)|popular (?:posts|articles)|recent (?:posts|comments|articles)|keep reading)\s?[:|»→>-].{0,120}",
    r"(?:推荐阅读|延伸阅读|相关阅读|相关文章|更多阅读|往期推荐|往期回顾|往期精彩|往期文章|精彩推荐|点击阅读|上一篇|下一篇|前一篇|后一篇|相关推荐|阅读推荐|热门推荐|推荐文章|系列文章|相关新闻)(?:文章)?\s?[:|»→>].{0,100}",
    r"分享(?:到|至)\s?[\w: ]{0,30}",
    r"(?:←|«|‹|<<) .{1,80}|.{1,80} (?:→|»|›|>>)",
    r"(?:home|blog|start|首页|主页|网站首页|博客|当前位置:?|您的位置:?|you are here:?)\s?[>›»/:].{1,100}",
    r"(?:sign|log) (?:in|up) (?:with|using|via) .{1,40}",
    r"(?:name|email|website|comment)\s?\*.{0,40}",
    r"(?:广告|推广|ad|advertisement|sponsored)\s?[:|·]\s?.{0,60}",
    r"[\[【(](?:赞助|广告|推广|限时|福利|优惠|特惠|促销|ad\b|advert|sponsored|promoted)[^\]】)]{0,10}[\]】)].{1,80}",
    r"\W*(?:继续|接着)?(?:阅读|看).{0,6}(?:往下|向下|下)(?:滑|拉|滚|翻).{0,6}",
    r".{0,20}解锁(?:文章|全文|本文|专栏|剩余).{0,12}",
    r".{0,20}(?:红包|钱包|余额|抵扣|充值).{0,4}(?:祝福|个数|金额|主的粉丝|规则|标题|充值|说明|支付|\d).{0,40}",
    r"需?支付\s?:\s?\d.{0,20}",
)
"""Whole lines without the end of a sentence, held against their key."""
REMARK = _table(
    r"(?:this|the) (?:article|post|story|text|piece|blog post) (?:is|was|has been)(?: first| originally)? (?:translated|published|posted|republished|reposted|reprinted|syndicated|cross-?posted|updated|written|produced)\b.{0,120}",
    r"(?:reprinted|republished|translated) (?:by|from|with permission)\b.{1,80}",
    r"reporting by .{1,120}",
    r".{0,30}(?:copyright|©|\(c\))\s?(?:©|\(c\))?\s?(?:19|20)\d\d.{0,120}",
    r".{0,60}copyright (?:belongs|remains|is owned|reserved).{0,140}",
    r".{0,80}all rights reserved.{0,60}",
    r"(?:licen[cs]ed under|this work is licen[cs]ed under) .{1,100}",
    r"(?:版权声明|转载声明|原创声明|作者声明|声明|特别声明|免责声明|著作权声明|版权)\s?[:|].{0,30}(?:本文|原创|转载|版权|文章|以上内容|图文|著作权|本站|来源|仅供).{0,160}",
    r".{0,80}(?:版权归.{0,20}所有|侵权.{0,10}(?:联系|删)|侵删|著作权归.{0,12}所有|转载请(?:注明|联系|保留|附上)|未经.{0,10}(?:许可|授权|允许|同意).{0,8}(?:不得|禁止|严禁|请勿).{0,6}(?:转载|复制|摘编|转发)|翻印必究|谢绝转载|遵循.{0,20}版权协议).{0,120}",
    r"(?:本文|原文)(?:首发|原载|转载自|摘自|选自|节选自|编译自|翻译自|已收录|收录[于在]|同步发布|经授权|由.{1,16}(?:翻译|编译|整理|授权)|发[表布][于在]|为.{0,12}原创|来自.{0,6}(?:公众号|微信|:)).{0,90}",
    r"(?:原文链接|原文地址|本文链接|文章链接|原文出处|文章来源|原文|来源|出处|转自|转载自|链接|参考链接|参考资料)\s?:.{0,20}https?://.{1,200}",
    r"(?:original(?: article| post| link| source| text)?|source|canonical(?: url)?|permalink|originally from|shortlink|link)\s?:\s?(?:.{0,60}https?://.{1,200})",
    r"(?:log ?in|sign ?in|sign ?up|register|subscribe|become a (?:paying )?(?:member|subscriber)|create (?:a free |an )?account)(?: (?:or|and) (?:log ?in|sign ?in|sign ?up|register|subscribe|join(?: now)?|create an account))?(?: (?:now|today|for free))? to (?:continue|read (?:the|this|more|full)|comment|reply|leave|post|like|unlock|save|keep reading|bookmark|access (?:this|the (?:full|rest))|view (?:more|comments|the (?:full|rest))|see (?:more|the rest|comments))\b.{0,90}",
    r"(?:already|not) (?:a |have |registered|subscribed).{0,24}\?.{0,50}",
    r"(?:don't|do not) have an account.{0,40}",
    r"forgot (?:your )?password.{0,20}|remember me|keep me logged in",
    r"continue (?:with (?:google|facebook|apple|email)|in app|in the app|on mobile web|as (?:a )?guest).{0,30}|or, continue in.{0,30}",
    r".{0,16}(?:请|立即|点击|需要?)?(?:登录|注册)(?:后|以后|之后)?(?:即可|才能|方可|可以?)(?:查看|阅读|评论|回复|发表|留言|复制|下载|参与|继续|解锁|收藏|观看|获取).{0,30}",
    r"(?:您需要|你需要|请先|快来)(?:登录|注册).{0,40}",
    r"登录(?:后|以)(?:查看|阅读|评论|参与|复制|继续|解锁).{0,30}",
    r"(?:还没有|没有|已有)(?:帐号|账号|账户|帐户).{0,30}",
    r".{0,16}(?:开通|加入|成为|购买|升级)(?:vip|会员|专栏|订阅).{0,12}(?:阅读|全文|内容|解锁|查看|畅读).{0,16}",
    r"(?:剩余|还有|本文|此文).{0,10}(?:\d+%|付费|会员).{0,10}(?:内容|阅读|专享|可见|解锁|文章).{0,30}",
    r"(?:your email address will not be published|required fields are marked|save my name, email|notify me of|this site uses akismet|learn how your comment data).{0,200}",
    r"(?:this site is protected by|protected by recaptcha|please enable (?:javascript|cookies)|javascript (?:is )?(?:disabled|required)).{0,140}",
    r"(?:some comments may only be visible|for further actions, you may consider|are you sure you want to (?:hide|delete)|templates let you quickly).{0,140}",
    r"thanks? (?:you )?for reading\b.{0,60}(?:subscribe|newsletter|this post is|share it|support (?:my|our)).{0,140}",
    r"this (?:post|article|story|content) is (?:for|only for|available to|reserved for|exclusive to) .{0,30}(?:subscribers?|members?).{0,60}",
    r"(?:the author made this story available|if you're new to medium|you have \d+ free|you've (?:read|reached) (?:your|all)|you have (?:read|reached) (?:your|all)|continue reading (?:with|this)).{0,160}",
    r"a medium publication .{1,160}|your home for data science.{0,80}|join medium for free.{0,80}|(?:see more recommendations|discover more from).{0,80}",
    r"get .{1,40}(?:'s|s') (?:stories|posts|articles) in your inbox.{0,40}",
    r"(?:proudly )?powered by .{1,40}|start your substack.{0,20}|substack is the home .{0,40}",
    r"(?:story|article|content|scroll|continue|ad).{0,24}continues? (?:reading )?(?:below|after).{0,40}|scroll (?:down )?to continue.{0,30}",
    r"(?:文章|内容|正文|请).{0,6}(?:广告|推广).{0,6}(?:继续|之后|下方).{0,20}",
    r"(?:click|tap) (?:here )?to (?:share|email this|print|tweet|subscribe|view image)\b.{0,80}",
    r"share (?:this )?(?:on|via|to|with) (?:facebook|twitter|x|linkedin|reddit|whatsapp|email|telegram|pinterest|wechat|weibo|friends|line)\b.{0,60}",
    r"(?:one thought|\d+ thoughts) on .{0,120}",
    r"(?:被折叠的|为什么被折叠|到.{1,10}发言|写下你的(?:评论|想法|回应)|确定要放弃本次机会|福利倒计时|普通vip.{0,20}|您愿意向朋友推荐|强烈不推荐).{0,60}",
    r".{0,20}(?:暂无评论|还没有(?:人)?评论|暂无留言|抢沙发|发表第一个|没有更多了|已经到底了|理性发言|友善互动).{0,40}",
    r"(?:0 ?/ ?\d+|ctrl ?\+ ?enter|标点符号、链接等不计算).{0,60}",
    r".{0,20}(?:觉得(?:还)?不错[?!]|整理不易|创作不易|原创不易|码字不易|写作不易|求赞|求关注|求三连|素质三连|赞和在看|重磅干货|第一时间送达).{0,80}",
    r".{0,12}(?:继续滑动看下一个|向上滑动看下一个|轻触阅读原文|预览时标签不可点|在小说阅读器|微信扫一扫|使用完整服务|喜欢此内容的人).{0,60}",
    r"\d\.\s?余额.{0,80}|.{0,10}红包(?:个数|金额|祝福).{0,30}",
    r"成就.{1,6}技术人!?|返回.{1,6},?查看更多.{0,20}|找对属于你的.{1,12}圈子.{0,20}",
    r"(?:you(?:'re| are) receiving|you received) this (?:e-?mail|newsletter|message)?.{0,4}because.{0,140}|(?:was this )?(?:e-?mail )?forwarded (?:this e-?mail |to you)\?.{0,80}|(?:view|read|open) (?:this e-?mail|it|this post) (?:in|on) .{0,12}(?:browser|web|app).{0,20}|(?:to view or add a comment|new to \w+\? (?:join|sign)|activate to view larger).{0,60}",
    r".{0,12}(?:还没有人(?:送礼物|赞赏)|真诚赞赏,手留余香).{0,40}|(?:写|说)(?:下|点)你的.{0,4}(?:看法|评论|想法).{0,30}",
    r"(?:pure sharing|仅供(?:学习|分享|交流)).{0,160}",
    r"(?:ready for more|enjoying this (?:post|article|story|issue)|never miss (?:a|an|our|another) (?:post|story|issue|update)).{0,60}",
    r"(?:(?:do you )?(?:have|got) (?:feedback|an? (?:news |story |hot |confidential )?(?:tip|story|correction))(?: (?:for|about|on|to) (?:us|our|this|share).{0,20})?\?|corrections?\s?:|send (?:us )?(?:tips|feedback)).{0,120}",
    r".{0,16}(?:thoughts|comments|replies) (?:are|have been) closed.{0,20}|comments are closed.{0,20}|评论已关闭.{0,10}",
)
"""Whole lines, sentences too, held against their key."""
NOTICE = _table(
    r"\b(?:we|(?:this|our) (?:web)?site|our partners|we and our .{0,30}partners|[a-z.]{3,30}\.(?:com|org|net)) (?:may |also |and our partners )?(?:use|store|set|place)s? [a-z, ]{0,40}cookies.{0,80}(?:experience|(?:web)?sites?\b|browser|consent|analy|personali|traffic|ads\b|advert|preferences|policy|privacy|accept|services|functions?)",
    r"\bby (?:clicking|continuing|using this|subscribing|signing up|registering|browsing|proceeding).{0,80}(?:you agree|you consent|you accept|you acknowledge|i agree|i consent)",
    r"\b(?:accept|consent to|manage|reject) (?:the use of |all |our |non-essential |optional )+cookies",
    r"(?:本网站|本站|我们|该网站|本网页|我们的网站|继续浏览).{0,20}(?:使用|采用).{0,12}cookie",
    r"(?:继续(?:使用|浏览)|点击).{0,24}(?:即)?(?:表示|代表|视为|等于)(?:您|你)?.{0,6}同意",
    r"(?:登录|注册|发表|提交|订阅)即(?:表示|代表)?.{0,6}同意",
    r"以上内容.{0,20}(?:平台用户|自媒体|用户上传).{0,40}",
    r"(?:(?:文章|内容|本文|[仅只]).{0,4}代表作者|不代表本(?:站|平台|网|公众号)|本(?:站|刊|平台|公众号)仅对.{0,16}(?:修改|调整|编辑))",
    r"the views expressed (?:are|here|in this (?:article|post))",
    r"(?:we|i|site|links?) may (?:earn|receive) (?:a |an )?(?:small )?(?:affiliate )?commission|contains? affiliate links",
    r"^please (?:read|see) (?:my|our|the) (?:full )?(?:disclosure|privacy)\b",
    r"unsubscribe (?:at )?any ?time",
    r"\bwe (?:respect|care about|value) your (?:privacy|inbox)",
    r"^no spam\b",
)
"""Notices, found in a sentence."""
PLEA = _table(
    r"(?:扫码|扫描|扫一扫|识别|长按).{0,16}(?:下方|上方|下图|上图|文末|底部|下面|右侧|左侧|图中|本|我|以下|海报).{0,12}(?:二维码|小程序码|qr)",
    r"扫码.{0,8}(?:加群|加入|进群|入群|领券|领取|关注|报名|咨询|加微信|进入|或加)",
    r"(?:长按|扫描|识别|扫).{0,8}(?:二维码|qr ?code).{0,12}(?:关注|添加|加|领取|报名|进|获取|订阅|下载)",
    r"^\W*(?:请|快|欢迎|记得)?(?:扫描|长按|识别).{0,6}(?:二维码|qr ?code)",
    r"(?:点击|戳|长按)(?:一下)?(?:上方|下方|文末|顶部|底部|左下角|右下角|上面|下面|头像)?.{0,8}(?:关注(?:我们|我|本|公众号|\W|$)|蓝字|名片|卡片|设为星标|星标|在看|阅读原文|公众号)",
    r"关注.{0,8}(?:本|我|我们|我的|下方|上方|\"|微信|同名).{0,16}(?:公众号|微信号|视频号|频道|专栏|账号|博客|公号|知乎|微博|b站|粉丝专页|粉专)",
    r"(?:公众号|本号|公号)(?:后台|对话框|内|里)?.{0,4}回复",
    r"后台回复\s?[:\"【\[]?.{1,20}",
    r"私信.{0,3}(?:回复|发送)\s?[:\"]",
    r"^回复\s?[\"【\[].{1,14}[\"】\]]",
    r"在.{1,20}公众号后台",
    r"(?:添加|加|搜索|联系)(?:我们|我的?|小编|小助手|助手|客服|老师|微信号|微信).{0,14}(?:微信|qq|备注|好友|咨询|进群|入群|领取|:)",
    r"(?:微信号|vx|v信|qq群|qq交流群|群号)\s?:\s?[a-z0-9_-]{3,}",
    r"(?:加入|进|加)(?:我们的?|我的?|本|官方|读者|粉丝|\"[^\"]{1,20}\").{0,10}(?:群|星球|社群)",
    r"(?:即可|便可|申请|欢迎|邀请|扫码|备注|免费).{0,8}(?:进入|加入|进|入).{0,30}(?:群|知识星球)",
    r"(?:交流群|微信群|知识星球|求职群|校招群|学习群|读者群).{0,12}(?:成立|开放|来了|招募|限时|名额|优惠)",
    r"(?:进群|入群|加群)(?:后|方式|请|备注|交流|学习|二维码|找)",
    r"备注.{0,40}(?:进群|入群|昵称)",
    r"(?:欢迎|记得|别忘了?|不要忘记?|请|求|帮忙|顺手|喜欢的?话?|有用|有帮助|有所帮助|不错|有收获|有启发).{0,20}(?:点(?:个|一个)?赞|点(?:个)?在看|一键三连|三连|星标|打赏|赞赏|按赞)",
    r"(?:欢迎|记得|别忘了?|不要忘记?|请|求|帮忙|顺手|喜欢的?话?|有帮助|有所帮助|有收获|有启发).{0,20}(?:转发|收藏|关注|追踪|订阅|分享)(?:给|到|一下)?(?:我们|我|本|哦|吧|支持|.{0,4}朋友圈|.{0,8}公众号|.{0,6}专栏|.{0,4}频道|.{0,6}电子报|.{0,4}朋友|[、和]\s?"
    + _ACTS
    + r"|[!~])",
    _ACTS + r"\s?(?:、|,|\+|和|/|与| )\s?" + _ACTS + r".{0,8}(?:支持|鼓励|一下|哦|吧|三连|~)",
    r"(?:点|给)(?:个|一个)(?:赞|在看|关注|星标|三连)",
    r"(?:我们?|本号|公众号).{0,6}设为.{0,3}星标",
    r"欢迎(?:大家)?(?:在|到)?(?:评论区|留言区|下方|文末|底部).{0,6}(?:留言|评论|讨论|交流|指正|补充|分享)",
    r"^欢迎(?:大家)?(?:留言|评论|讨论|指正|拍砖|转发|关注)",
    r"(?:在|到)(?:评论区|留言区|下方评论|下方留言).{0,14}(?:留言|告诉|分享|讨论|交流|聊聊|见|写下|打卡)",
    r"立减\d+|特惠仅?\d+|限时(?:立减|特惠)|价格:\d+元|名额有限|扫码领|(?:点击|立即)(?:领取|报名)",
    r"(?:打开|下载|在)(?:知乎|掘金|今日头条|简书|微博|\w{2,6})?\s?app\s?(?:内)?(?:查看更多|阅读全文|阅读原文|继续阅读|查看全文)",
    r"(?:订阅|追踪|按赞)(?:我们|我的?|本|.{0,4}粉丝专页|.{0,4}频道|.{0,6}电子报).{0,30}",
    r"下载.{1,16}(?:客户端|app).{0,4}关注.{0,16}(?:公众号|微博|我们)|关注.{1,16}公众号[, ]{0,2}(?:了解|获取|阅读|发现|查看|领取)更",
    r"请我喝.{0,4}咖啡|买杯咖啡|赞赏支持",
    r"(?:下载|打开).{0,8}(?:知识星球|小程序).{0,8}(?:使用|查看|加入)",
    r"^(?:please |so |and |but |also )?(?:don't forget to |remember to |consider |feel free to |you can (?:also )?|make sure to |be sure to )?(?:subscrib(?:e|ing)|sign up|signing up|join|joining)\b.{0,40}\b(?:newsletter|mailing list|my (?:channel|list|blog|substack|community|discord|page)|our (?:channel|list|blog|community|discord|slack|readers|weekly|daily|free|publication)|email list|for free|to receive|in your inbox|to get (?:my|our|new|more|the latest|updates|stories)|weekly (?:email|digest|update)s?)\b",
    r"^subscribe (?:now|today|below|here|for \$?\d)",
    r"^(?:please |and |also |you can (?:also )?|feel free to |be sure to |make sure to |don't forget to )?(?:follow|connect with) (?:me|us|the author|@\w+)\b.{0,20}(?:\bon\b|\bat\b|\bfor\b|\bvia\b|here|if|through|$|[.!:@])",
    r"^(?:you can |please )?(?:find|reach|catch|tweet at|contact) (?:me|us) (?:on|at|via|through)\b",
    r"^(?:please |and |also )?follow .{2,40} (?:on (?:twitter|x|linkedin|facebook|medium|instagram|youtube|mastodon|bluesky|threads|tiktok)|for more)\b",
    r"^(?:and |so |please,? |also,? )?if you (?:like|liked|enjoy|enjoyed|love|loved|found|find|are enjoying|want (?:more|to support)|would like (?:more|to support)|haven't subscribed)\b.{0,70}\b(?:clap|claps|share it|sharing it|share this|subscribe|subscribing|follow me|follow us|like button|newsletter|support (?:me|us|my|our)|buy me|coffee|patreon|ko-fi|leave a|tell a friend|forward it|recommend it|signing up|sign up)\b",
    r"\b(?:hit|click|press|tap|smash|hold|give) (?:that |the |this |it |on the |a ){0,3}.{0,10}\b(?:clap|like button|heart|subscribe|follow button|bell|claps)\b",
    r"\bclaps? .{0,30}(?:times|below|so (?:that )?others|if you|for this)",
    r"^(?:please |and |so |do )?(?:leave|drop|post|write|add|share) (?:me |us )?(?:a|your|any) (?:comments?|reply|thoughts|questions?|feedback|response|experiences?)\b.{0,24}(?:below|in the comment|comments? section)",
    r"\b(?:let (?:me|us) know|tell (?:me|us)|see you|sound off|ask me).{0,50}in the (?:comments?|comment section|replies|responses)\b",
    r"^(?:please )?(?:share|forward|send|recommend) this (?:post|article|story|issue|newsletter|email|piece)\b",
    r"\b(?:buy me a coffee|buymeacoffee|support (?:this (?:blog|site|newsletter|publication)|independent journalism|our journalism)|become a (?:patron|paid subscriber|paying subscriber|medium member|founding member)|free or paid subscriber|my referral link|start (?:your|a) free trial|limited[- ]time offer)\b",
    r"\b(?:delivered|straight|sent|directly|right) (?:(?:straight|directly|right) )?(?:to|into) your (?:inbox|email)\b",
    r"^get (?:the|our|my|a|all|weekly|daily|fresh|more) .{0,60}(?:in|to|by) (?:your )?(?:inbox|email)\b",
    r"^(?:sign up|subscribe) (?:for|to) (?:the|our|my|a|this) .{0,40}(?:newsletter|digest|briefing|substack|channel|podcast|mailing list)\b",
    r"^(?:check out|visit|get|order|pre-?order|download|grab|enroll in|take) (?:my|our) (?:new |latest |free |other |best-?selling |online |upcoming )*(?:book|course|ebook|e-book|newsletter|podcast|channel|shop|store|app|bootcamp|workshop)\b",
    r"^(?:before you go|thank you for being a (?:part|member) of)\b",
    r"\bthanks for reading .{0,60}! (?:subscribe|this post)",
)
"""Pleas to follow, pay, like or join, found in a sentence."""
OTHERS = re.compile(
    r"用户|顾客|客户(?!端)|消费者|人们|他们|商家|同事|学生|读者会|\b(?:users?|customers?|visitors?|people|clients?|they|students)\b"
)
"""Who is spoken of where a sentence is about pleas, and makes none."""

TAIL = _table(
    r"(?:about|meet) (?:the )?(?:authors?|writer|contributors?):?|author bio:?|written by\b.{0,60}|关于(?:作者|我|笔者|博主|译者|我们):?|作者简介:?.{0,60}|作者介绍:?|本文作者:?.{0,40}|about me:?",
    r"(?:related|similar|recommended|more|popular|latest|recent|other|further|trending|top|featured)(?: (?:posts?|articles?|stories|reads?|reading|content|news|topics|coverage|on this (?:story|topic)|from .{1,60}|for you|like this|stories you.{0,20}|to read|by .{1,40}))+:?|related:?|you (?:may|might) (?:also )?(?:like|enjoy|be interested in).{0,20}|what to read next|read next:?|up next:?|keep reading|see more recommendations|(?:from )?around the web|most (?:read|popular|viewed)|trending(?: now)?|discover more.{0,40}",
    r"(?:(?:相关|推荐|延伸|更多|往期|热门|精彩|精选|最新|扩展)(?:的)?(?:文章|阅读|推荐|精彩|内容|回顾|推荐阅读|博文|帖子|问题|回答|新闻|精选|好文|报道|资讯|精彩内容|文章推荐)|喜欢此内容的人还喜欢|猜你喜欢|为你推荐|看过这篇.{0,12}的人.{0,12}|你可能(?:还|也|会)?(?:感兴趣|喜欢|想看).{0,12}|大家都在(?:看|读|搜)):?",
    r"(?:share|follow|like|support|tagged|filed under|stay connected)(?: (?:this|us|on|in|our|post|article|story|by|:).{0,50})?:?|tags:?.{0,60}|(?:spread|share) the (?:word|love|knowledge):?|(?:join|subscribe to|sign up for|get) (?:our|my|the|this) .{0,40}(?:newsletter|mailing list|community|digest|list)s?.{0,30}|(?:our )?newsletter(?: signup)?|subscribe:?|get .{0,40}in your inbox.{0,20}|post navigation|categories:?",
    r"(?:版权|转载|原创|特别|著作权)声明:?.{0,60}|打赏.{0,20}|赞赏(?:支持|作者)?|分享(?:到|至|本文|此文|这篇文章):?.{0,20}|(?:文章)?标签:?.{0,60}|专栏目录.{0,20}|[-—~ ]*end[-—~ ]*|【完】|\(完\)|\(全文完\)|全文完|扫码关注.{0,30}|关注(?:我们|公众号|作者).{0,20}|联系(?:我们|作者|方式):?|订阅(?:电子报|我们).{0,20}|(?:加入)?.{0,20}(?:交流群|求职群|知识星球|微信群|校招群|读者群).{0,20}|添加红包|发红包",
)
"""Headings and lines after which a page is at its end, held against the key."""
COMMENTS = _table(
    r"(?:\d+ )?(?:comments?|responses?|replies|discussions?|top comments?|reader comments|all comments|recent comments)(?: \(?\d+\)?| on .{0,100}|:)?|\d+ (?:thoughts?|comments?|responses?|replies) (?:on|to) .{0,120}|one thought on .{0,120}|leave (?:a|us|your) (?:comment|reply|response|thought).{0,40}|post a (?:comment|reply)|(?:join|start) the (?:discussion|conversation).{0,30}|add (?:a|your) comment.{0,20}|discussion about this post",
    r"(?:\d+\s?(?:条|则|个)?)?(?:全部|所有|最新|热门|精选|网友|读者|用户|精彩|查看|文章|写|发表|发布|参与)?(?:评论|留言|回复|讨论|回应|跟帖|迴响|回响)(?:区|列表|板)?\s?[:(]?\s?\d*\s?(?:条|则)?\)?|共?\d+\s?(?:条|则|个)(?:评论|留言|回复|讨论)|.{0,40}有\s?\d+\s?(?:则|条|个)(?:留言|回应|评论|想法).{0,10}",
)
"""Where readers speak; an article can have such a heading too, so more must speak for it."""
SOURCES = re.compile(
    r"(?:参考资料|参考链接|参考来源|原文链接|原文地址|原文|来源|参考|references?|sources?|source|original(?: article| post| link)?|via)\s?:?"
)
"""A line that only says that an address follows."""
