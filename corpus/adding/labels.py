"""Labels: the words of a page's own buttons, counters and menus; and the form of a line that tables are held against."""

import re
import unicodedata

_SIMPLIFIED = str.maketrans(
    "關讚閱讀覽錄註冊訂轉載發佈評論廣貼連結複製蹤專頁攝圖來責任編輯權聲點擊掃碼碼號眾頻載熱門薦標籤條隱設會員開啟尋續繼內檢舉報賞紅寫嗎為與於個這們時間長識別處後將無請該應還則項問題導覽庫課業產選單禮訪視僅試並網過區類欄顯顏別瀏絲團購買費優惠運營傳電誌贊",
    "关赞阅读览录注册订转载发布评论广贴连结复制踪专页摄图来责任编辑权声点击扫码码号众频载热门荐标签条隐设会员开启寻续继内检举报赏红写吗为与于个这们时间长识别处后将无请该应还则项问题导览库课业产选单礼访视仅试并网过区类栏显颜别浏丝团购买费优惠运营传电志赞",
)
_QUOTES = str.maketrans("‘’“”「」『』〈〉", '\'\'""""""""')

# Words of a page's own buttons and counters; a line of nothing else is no text.
_LABELS = r"""
sign in|sign up|sign up now|sign out|log in|login|log out|logout|register|create account|
create an account|my account|subscribe|subscribe now|subscribed|subscribe for free|upgrade|
upgrade to paid|following|followers?|unfollow|share|share this|share this post|share this article|
share this story|share on|shares?|tweet|retweet|pin it|like|liked by|like this|like loading...|
loading|loading...|clap|claps|add a comment|leave a comment|leave a reply|post a comment|
post comment|submit comment|view comments|view all comments|show comments|no comments|
no comments yet|no responses yet|reply|report|report abuse|flag|upvote|downvote|bookmark|
save for later|copy|copied|copied!|copy link|copy code|copy to clipboard|link copied|
print this page|email this|facebook|twitter|linkedin|reddit|pinterest|whatsapp|telegram|instagram|
youtube|tumblr|flipboard|hacker news|mastodon|bluesky|messenger|rss|rss feed|wechat|weibo|
skip to content|skip to main content|skip to main|skip navigation|back to top|scroll to top|
toggle navigation|toggle menu|open menu|close menu|main menu|read more|read more \.\.\.|load more|
load more comments|show more|show less|see more|see all|view all|view more|continue reading|
keep reading|read full story|read the full story|prev|next post|previous post|next article|
previous article|older posts?|newer posts?|post navigation|accept|accept all|accept all cookies|
accept cookies|reject|reject all|decline|manage cookies|manage preferences|manage options|
cookie settings|cookie preferences|cookie policy|cookie notice|save preferences|got it|got it!|
i agree|agree|dismiss|no thanks|no, thanks|not now|maybe later|close|cancel|cancel reply|submit|
privacy policy|privacy notice|terms of use|terms of service|terms & conditions|terms and conditions|
imprint|sitemap|do not sell my personal information|do not sell or share my personal information|
collection notice|open in app|get the app|get app|download the app|get started|get unlimited access|
start writing|member-only story|member only|members only|listen to this article|mute|text to speech|
min listen|advertisement|advertisements|advert|sponsored|sponsored content|sponsored by|
paid content|partner content|open in new window|opens in new window|opens in a new window|
opens in a new tab|press enter or click to view image in full size|view profile|see all from|
top comments|most recent|sort by|newest|oldest|newest first|oldest first|your name|your email|
email address|name \*|email \*|comment \*|type your email|type your email\.\.\.|enter your email|
enter your email address|support us|contact us|about us|advertise|advertise with us|write for us|
restack|restacks|restacked|published in|published by|written by|posted by|posted in|posted on|
filed under|tagged|tagged with|last updated|min read|mins? read|minutes? read|times? read|
years? ago|months? ago|weeks? ago|days? ago|hours? ago|minutes? ago|mins? ago|yesterday|just now|
powered by|all rights reserved|most popular|most read|trending now|editors' picks|image description|cover image|
add reaction|jump to comments|report this article|report this post|report this|view in browser|
read in app|unsubscribe|manage subscription|update your preferences|forward this email|see translation|
code of conduct|登录|立即登录|登入|注册|
立即注册|登录/注册|登录后复制|免费注册|退出|退出登录|会员中心|开通会员|开通vip|vip会员|消息中心|创作中心|创作者中心|写文章|写博客|发布文章|发帖|点赞|赞|踩|不喜欢|
收藏数|点赞数|已收藏|一键收藏|一键三连|分享至|分享到|分享到:|转载|写评论|发表评论|查看评论|查看更多评论|全部评论|最新评论|热门评论|精选评论|精选留言|写留言|留言|回应|举报|
举报/反馈|打赏|赞赏|赞同|在看|已关注|加关注|关注他|关注她|关注我们|取消关注|私信|粉丝|粉丝数|已订阅|订阅专栏|收藏夹|添加到收藏|不感兴趣|复制代码|复制链接|复制连结|
复制成功|已复制|代码解读|打开app|下载app|app内打开|立即打开|在app内打开|立即下载|去app阅读|展开|收起|展开全部|展开全文|展开阅读全文|阅读全文|继续阅读|阅读更多|
查看更多|查看全文|查看原文|阅读原文|显示更多|加载更多|加载中|加载中\.\.\.|首页|返回首页|返回|返回顶部|回到顶部|回顶部|上一篇|下一篇|上一页|下一页|上一章|下一章|
跳至内容|跳到主要内容|跳至主要内容|搜寻|菜单|选单|主选单|导航|更多文章|切换模式|深色模式|夜间模式|取消|知道了|我知道了|允许|拒绝|同意|接受|接受全部|全部接受|拒绝全部|
同意并继续|发表|收起目录|阅读量|阅读数|阅读时长|阅读时间|浏览量|浏览数|浏览次数|点击数|人气|次阅读|次浏览|分钟阅读|阅读约|人赞同了该文章|人赞同了该回答|赞同了该文章|
赞同了该回答|条评论|条回复|则留言|人点赞|人喜欢|人收藏|人关注|人已读|人看过|个赞|转载自|所属专栏|文章标签|文章标签:|标签:|分类:|分类专栏|分类专栏:|归档|标签云|
最近文章|最新文章|热门文章|热门推荐|相关文章|相关推荐|推荐阅读|延伸阅读|相关阅读|精选文章|为你推荐|猜你喜欢|大家都在看|更多精彩内容|广告|赞助|赞助内容|广告位|点击查看|
立即查看|了解更多|了解详情|立即购买|立即使用|立即领取|免费试读|限时优惠|限时免费|关于我们|联系我们|隐私政策|隐私权政策|隐私协议|用户协议|服务条款|使用条款|版权所有|免责条款|
网站地图|意见反馈|新浪微博|朋友圈|qq|qq空间|豆瓣|知乎|抖音|facebook粉丝专页|line|粉丝专页|微信扫一扫|扫一扫|扫码分享|扫码关注|扫码支付|扫码登录|微信公众号|
小程序赞|轻点两下取消赞|轻点两下取消在看|设为星标|星标|刚刚|昨天|前天|分钟前|小时前|天前|周前|个月前|年前|楼主|博主|管理员|匿名用户|置顶|最热|最新|默认排序|按时间排序|
写回答|邀请回答|申请转载|展开目录|抢首评|抢沙发|
按热度排序|添加红包|发红包|领取红包|发出的红包|实付|需支付|钱包余额|余额充值|使用余额支付|点击重新获取|去充值|前往充值|立即支付|支付宝|微信支付|end|the end|- end -|
"""
# Words of menus that are also words of articles: three of them make a menu, one does not.
_MENU = r"""
home|about|blog|blogs|news|articles?|topics?|tags?|categories|archives?|search|menu|contact|help|
faq|community|courses?|products?|pricing|features|solutions|resources|docs|documentation|tutorials?|
events|newsletters?|podcasts?|videos?|shop|store|jobs|forum|membership|library|profile|stories|
stats|write|more|press|status|rules|settings|notifications|lists|latest|top|discussions|world|
business|politics|sports?|opinion|culture|technology|tech|science|health|travel|food|lifestyle|
money|博客|下载|学习|社区|课程|问答|论坛|工具|历史|动态|文章|文档|直播|活动|商城|竞赛|资讯|新闻|科技|财经|娱乐|体育|国际|汽车|教育|时尚|健康|生活|发现|
等你来答|热榜|沸点|话题|专题|圆桌|插件|招聘|帮助|关于|联系|电台|图书|作品|资源|认证|培训|部落|书店|美食|旅游|房产|军事|游戏|视频|图片|音乐|数码|股票|评测|手机|产品|
服务|首頁|discussion|notes|edit|edited|expand|collapse|new|play|pause|listen|follow|print|email|e-mail|
website|required|optional|hide|terms|privacy|legal|accessibility|updated|bookmarks?|trending|
threads|pocket|x \(twitter\)|ad|ads|promoted|advertising|save|saved|confirm|ok|next|previous|
comments?|responses?|replies|likes|views?|reads?|donate|careers|原创|专栏|推荐|标签|分类|阅读|规则|视频|作者|正文|搜索|
目录|订阅|反馈|编辑|发布|删除|保存|热度|推广|消息|会员|vip|确认|确定|提交|发送|更多|全部|关注|收藏|喜欢|反对|评论|回复|转发|分享|浏览|微信|微博|公众号|小程序|完|
打开|复制|关闭|关于我|相簿|相册|留言板|访客留言板|文章分类|
"""


def _alternatives(table: str) -> str:
    words = {word for word in table.replace("\n", "").split("|") if word}
    return "|".join(sorted((word.replace(" ", r"\s+") for word in words), key=len, reverse=True))


_COUNT = r"[\d][\d,.:/]*+\s*+(?:[km万千w亿](?![a-z]))?+\+?"
_SEPARATOR = r"[\s|·•∙・,、/:()\[\]【】<>«»›‹→←↑↓▲▼△▽+*#&\"'…。.!?—–~_=♥❤★☆✓✔✕×-]"
_ICON = r"[\U0001f000-\U0001faff\u2190-\u2bff\ufe0f]"
# Possessive throughout: no line is tried twice.
_ONE_LABEL = re.compile(rf"(?:{_alternatives(_LABELS)})(?![a-z])")
_ONE_MENU = re.compile(rf"(?:{_alternatives(_MENU)})(?![a-z])")
_FILLING = re.compile(
    rf"(?:{_COUNT}(?![a-z一-鿿])|{_COUNT}(?=\s*(?:{_alternatives(_LABELS)}))|{_SEPARATOR}|{_ICON}|and |at |on |in |of |from )"
)


def key(text: str) -> str:
    """The form of a line that the tables are written for."""
    return unicodedata.normalize("NFKC", text).lower().translate(_SIMPLIFIED).translate(_QUOTES).strip()


def is_label(line: str) -> bool:
    """Whether a key is nothing but labels, words of menus and counters."""
    at = labels = menu = counts = 0
    while at < len(line):
        if found := _FILLING.match(line, at):
            counts += found[0][:1].isdigit()
            at = found.end()
        elif found := _ONE_LABEL.match(line, at):
            at, labels = found.end(), labels + 1
        elif found := _ONE_MENU.match(line, at):
            at, menu = found.end(), menu + 1
        else:
            return False
    return bool(labels) or menu > 2 or bool(counts)
