"""I04 by default: a party named without a factual occasion, which an official account rarely has (BVerfGE 44, 125, headnote 6).

Ways of taking sides are without number, occasions to name a party are few: parliament, authority, court, history, civic
education, election, list of several. Where none shows, the author is asked for the occasion.
"""

from collections.abc import Iterator

from app.editorial.neutrality.contexts import has_occasion
from app.editorial.neutrality.flags import Hit
from app.editorial.neutrality.reading import Reading

INDICATOR = "I04"


def find(reading: Reading) -> Iterator[Hit]:
    """Yield each party, and the opposition beside politics, that is named outside brackets and outside every occasion."""
    for sentence, actors in reading.actors.items():
        is_political = reading.marks.is_near(["political"], sentence)
        roles = {"party", "opposition"} if is_political else {"party"}
        for actor in actors:
            if actor.role in roles and not actor.is_tag and not has_occasion(reading, sentence):
                yield Hit(INDICATOR, "praise.no-occasion", actor.first, actor.last, is_plain=True)
                break
