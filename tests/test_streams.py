"""An event that comes while the stream of its page is being closed."""

import json
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

# Longer than a page takes to leave a stream, shorter than the server waits for that.
_PAUSE = 0.4


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=20, trust_env=False) as client:
        yield client


def search_of_list(client: httpx.Client) -> int:
    """The number of an event that is quickly done: the list of conversations is searched."""
    config = client.get("/config").json()
    field = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "conversation-search")
    return int(next(event["id"] for event in config["dependencies"] if [field, "change"] in event["targets"]))


def take(client: httpx.Client, number: int, session: str) -> str:
    """Send an event; its id, once the server tells that it is taken."""
    event = {"fn_index": number, "data": [None, ""], "session_hash": session, "event_data": None, "trigger_id": None}
    reply = client.post("/gradio_api/queue/join", json=event)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["event_id"])


def messages(stream: httpx.Response) -> Iterator[dict[str, str]]:
    for line in stream.iter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


def test_an_event_is_told_to_be_taken_only_when_its_page_has_left_the_closed_stream(client: httpx.Client) -> None:
    number, times = search_of_list(client), dict[str, float]()

    def later(session: str) -> None:
        take(client, number, session)
        times[session] = time.monotonic()

    first = take(client, number, "one")
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "one"}) as stream:
        # The stream is not read to its end, which a page does not do either.
        open_stream, heard = messages(stream), list[tuple[str, str]]()
        while not heard or heard[-1][0] != "close_stream":
            message = next(open_stream)
            heard.append((message["msg"], message["event_id"]))
        assert ("process_completed", first) in heard
        threads = [threading.Thread(target=later, args=(session,)) for session in ("one", "another")]
        for thread in threads:
            thread.start()
        time.sleep(_PAUSE)
        left = time.monotonic()
    for thread in threads:
        thread.join()
    assert times["another"] < left, "an event of another page has waited"
    assert times["one"] > left, "the page would not have opened a stream for this event"


def test_who_does_not_leave_a_closed_stream_is_not_waited_for_long(client: httpx.Client) -> None:
    number = search_of_list(client)
    take(client, number, "stays")
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "stays"}) as stream:
        assert [message["msg"] for message in messages(stream)][-1] == "close_stream"
    event = take(client, number, "stays")
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "stays"}) as stream:
        assert event in {message.get("event_id") for message in messages(stream)}
