"""The commands about who may sign in."""

import argparse
import getpass
import sys
from pathlib import Path

from assistant.guarding.users import hashed, read_users, usable, write_users
from assistant.records import AssistantFault
from assistant.settings import Settings


def users_add(options: argparse.Namespace, settings: Settings) -> int:
    """Add a user, or give one a new password."""
    file, name = _file(settings), options.name
    if not usable(name):
        raise AssistantFault(f"{name[:100]!r} cannot be a user's name: use letters and digits, no colon")
    users = read_users(file) if file.exists() else {}
    new = name not in users
    users[name] = hashed(_password(from_input=options.stdin))
    write_users(file, users)
    print(f"{name} {'is added to' if new else 'has a new password in'} {file}", file=sys.stderr)
    return 0


def users_remove(options: argparse.Namespace, settings: Settings) -> int:
    """Remove a user."""
    file = _file(settings)
    users = read_users(file)
    if options.name not in users:
        raise AssistantFault(f"there is no user {options.name[:100]!r} in {file}: see `roadmap users list`")
    del users[options.name]
    write_users(file, users)
    print(f"{options.name} is removed from {file}", file=sys.stderr)
    return 0


def users_list(options: argparse.Namespace, settings: Settings) -> int:
    """Print the names, one a line."""
    for name in read_users(_file(settings)):
        print(name)
    return 0


def _file(settings: Settings) -> Path:
    if settings.users is None:
        raise AssistantFault("there is no file of users: name one in the setting ROADMAP_USERS")
    return settings.users


def _password(*, from_input: bool) -> str:
    """From the first line of the standard input, or typed twice without being shown."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != password:
        raise AssistantFault("the two passwords differ: try again")
    return password
