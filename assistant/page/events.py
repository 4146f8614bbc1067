"""What scripts of the page send with an event. It comes from outside: nothing in it is believed unseen."""

from typing import Self

import gradio as gr
from pydantic import ValidationError

from assistant.page.wording import STRANGE
from corpus.records import Record


class Sent(Record):
    """Base of what an event brings."""

    @classmethod
    def of(cls, event: gr.EventData) -> Self:
        """Raises gr.Error, which the page shows, for what no page of ours sends."""
        try:
            return cls.model_validate(event._data)
        except ValidationError:
            raise strange() from None


def strange() -> gr.Error:
    """What is said to a page that sends what it cannot have."""
    return gr.Error(STRANGE, print_exception=False)
