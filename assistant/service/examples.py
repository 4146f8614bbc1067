"""What a question to the API and its answer look like, for the description of the API."""

import json
from typing import Any

QUESTIONS: dict[str, Any] = {
    "a question": {"value": {"question": "How much maths do I need?"}},
    "a follow-up, in Chinese": {"value": {"question": "亚马逊呢？", "history": ["面试有几轮？"], "lang": "zh"}},
    "as events": {"value": {"question": "I'm a data scientist, what next?", "stream": True}},
}
_SENTENCE = "Somebody who starts from scratch needs about 18 months of full-time study."
ANSWER: dict[str, Any] = {
    "question": "How long does it take from scratch?",
    "standalone_question": "How long does it take from scratch?",
    "language": "en",
    "status": "answered",
    "text": f"{_SENTENCE} [1]",
    "citations": [
        {
            "number": 1,
            "passage_id": "mynter-mle-roadmap/timeline/en",
            "source_id": "mynter-mle-roadmap",
            "title": "Become a Machine Learning Engineer",
            "author": "Max Mynter",
            "year": 2024,
            "section": "How long it takes",
            "url": "https://example.org/article",
            "quote": _SENTENCE,
            "start": 0,
            "end": len(_SENTENCE),
            "language": "en",
        }
    ],
    "passages": [
        {
            "passage_id": "mynter-mle-roadmap/timeline/en",
            "source_id": "mynter-mle-roadmap",
            "score": 0.9,
            "use": "quoted",
        }
    ],
    "follow_ups": ["How many hours a week should I learn?"],
    "answerer": "extractive",
    "seconds": {"search": 0.01, "answer": 0.01, "total": 0.02},
    "plan": None,
    "checks": [],
    "notice": "",
}
_DATA = json.dumps(ANSWER, ensure_ascii=False)
EVENTS = f"event: snapshot\ndata: {_DATA}\n\nevent: answer\ndata: {_DATA}\n\n"
