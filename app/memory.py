"""What a process keeps for its life, and its garbage collector."""

import gc

from sqlalchemy.orm import configure_mappers


def spare_what_stays() -> None:
    """Take what lives as long as the process out of the garbage collector's sight, once in its life.

    Looking it through takes a quarter of a second: one request in forty or so, and every few hundred posts, waited
    for that.
    """
    if not gc.get_freeze_count():
        configure_mappers()
        gc.collect()
        gc.freeze()
