"""Two states of one conversation, written in two windows, as one."""

from datetime import datetime

from assistant.conversations.records import Conversation, Turn


def merged(seen: Conversation | None, mine: Conversation, theirs: Conversation) -> Conversation:
    """What both have made of a conversation that both had `seen` before; None where it was new to both.

    No turn is lost that only one of them knows. What one of them has removed stays away, unless the other has changed
    it meanwhile. Where both have changed the same thing, mine counts.
    """
    before = _by_time(seen)
    turns = _by_time(theirs)
    for asked in before.keys() - _by_time(mine).keys():
        if turns.get(asked) == before[asked]:
            del turns[asked]
    for asked, turn in _by_time(mine).items():
        untouched = before.get(asked) == turn
        # Untouched by me: it is as they have left it, and gone if they have removed it.
        if not untouched:
            turns[asked] = turn
    ours = tuple(turns[asked] for asked in sorted(turns))
    return mine.model_copy(
        update={
            "title": theirs.title if seen and mine.title == seen.title else mine.title,
            "profile": theirs.profile if seen and mine.profile == seen.profile else mine.profile,
            "changed": max(mine.changed, theirs.changed),
            "turns": ours,
        }
    )


def _by_time(conversation: Conversation | None) -> dict[datetime, Turn]:
    return {turn.asked: turn for turn in conversation.turns} if conversation else {}
