"""What mistakes of every kind are made with."""

import contextlib
from dataclasses import replace

from tests.contract.calls import CALLS
from tests.contract.scene import CENTRAL

NOBODYS = "01a20000-0000-7000-8000-000000000000"
NOTHING = contextlib.nullcontext()


def both(*makers):
    """One after the other."""

    def ask(scene):
        for maker in makers:
            yield from maker(scene)

    return ask


def with_changes(name, *changes, somebody="desk1"):
    """What is wrong in the body itself."""

    def ask(scene):
        for change in changes:
            right = CALLS[name](scene, "MB", CENTRAL)
            yield scene.person(somebody), replace(right, body=right.body | change), NOTHING

    return ask
