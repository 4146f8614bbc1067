"""What the service itself says to those who ask, in both languages."""

from typing import Literal

from assistant.wording import Table

TOO_MANY: dict[Literal["question", "search"], Table] = {
    "question": {
        "en": "More than {limit} questions in a minute: ask again in {seconds} s.",
        "zh": "一分钟内的提问超过 {limit} 个：请过 {seconds} 秒再问。",
    },
    "search": {
        "en": "More than {limit} searches in a minute: search again in {seconds} s.",
        "zh": "一分钟内的搜索超过 {limit} 次：请过 {seconds} 秒再搜。",
    },
}
STOPPING: Table = {
    "en": "The server is being stopped: ask again in a minute.",
    "zh": "服务器正在停止运行：请过一分钟再问。",
}
WENT_WRONG: Table = {
    "en": "The answer went wrong (request {request}): try again.",
    "zh": "回答时出了错（请求 {request}）：请再试一次。",
}
