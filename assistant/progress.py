"""Progress bars on standard error."""

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")


def progress_bar(label: str) -> Callable[[Iterable[Item], int], Iterator[Item]]:
    """Wraps a loop, given its length, in a bar that shows after half a second."""
    return lambda items, length: iter(
        tqdm(items, total=length, desc=label, file=sys.stderr, delay=0.5, disable=None, leave=False)
    )
