"""The assistant as a tool, used by the official client of the Model Context Protocol."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import Tool

from assistant.chat import Assistant
from assistant.plan.records import Plan
from assistant.searching import find_passages
from tests.conftest import served


@pytest.fixture(scope="module")
def address(index_folder: Path) -> Iterator[str]:
    """A served page whose assistant can be used as a tool."""
    with served(os.environ | {"ROADMAP_INDEX": str(index_folder), "ROADMAP_MCP": "true"}) as url:
        yield url


def tools_of(address: str) -> dict[str, Tool]:
    async def listed() -> dict[str, Tool]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return {tool.name: tool for tool in (await session.list_tools()).tools}

    return asyncio.run(listed())


def called(address: str, name: str, **arguments: Any) -> tuple[bool, str]:
    """Whether a call failed, and what it said."""

    async def call() -> tuple[bool, str]:
        async with (
            streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            result = await session.call_tool(name, arguments)
            return bool(result.isError), "".join(getattr(part, "text", "") for part in result.content)

    return asyncio.run(call())


def test_there_are_three_tools_and_they_explain_themselves(address: str) -> None:
    tools = tools_of(address)
    assert tools.keys() == {"ask", "search", "plan"}
    for tool in tools.values():
        assert tool.description
        assert all(field.get("description") for field in tool.inputSchema["properties"].values())
    assert tools["ask"].inputSchema["required"] == ["question"]


def test_the_tools_answer_like_the_assistant(address: str, assistant: Assistant) -> None:
    failed, text = called(address, "ask", question="And in the UK?", history=["What is the salary in the US?"])
    expected = assistant.ask("And in the UK?", ["What is the salary in the US?"])
    assert not failed
    assert json.loads(text)["text"] == expected.text
    assert len(json.loads(text)["citations"]) == len(expected.citations)
    failed, text = called(address, "search", text="亚马逊面试", count=2)
    found = find_passages(assistant.index, "亚马逊面试", None, 2)
    assert not failed
    assert json.loads(text) == [passage.model_dump() for passage in found]
    failed, text = called(address, "plan", background="developer", hours=8, start="2030-01-07", language="zh")
    assert not failed
    assert Plan.model_validate_json(text).request.hours == 8


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "The question is empty"),
        ("ask", {}, "'question' is a required property"),
        ("ask", {"question": "maths?", "language": "fr"}, "'fr' is not valid"),
        ("plan", {"hours": 1000}, "1000 hours a week cannot be planned with: give from 0.5 to 100"),
        ("forget", {}, "Unknown tool"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(address: str, tool: str, arguments: dict[str, Any], said: str) -> None:
    failed, text = called(address, tool, **arguments)
    assert failed
    assert said in text
