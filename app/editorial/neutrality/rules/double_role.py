"""I08: a party office named beside the public one (NdsStGH 6/19, headnote 4)."""

from collections.abc import Iterator

from app.editorial.neutrality.flags import Hit, IndicatorLevel
from app.editorial.neutrality.reading import Reading

INDICATOR = "I08"


def find(reading: Reading) -> Iterator[Hit]:
    """Yield party offices: a hint alone, a warning beside praise, a call or a contact of the office."""
    for name, reach in (("party_office", 0), ("party_office_sure", 1)):
        for cue in reading.marks.by_name.get(name, []):
            sentence = reading.tokens[cue.first].sentence
            parties = [actor for actor in reading.named(sentence, ["party", "own_party"]) if not actor.is_tag]
            if name == "party_office" and not any(-3 <= actor.first - cue.last <= 5 for actor in parties):  # noqa: PLR2004 -- words
                continue
            offices = any(reading.named(here, ["office"]) for here in range(sentence - 1, sentence + 2))
            if not (offices or reading.marks.is_near(["own_voice", "office_means"], sentence, reach + 1)):
                continue
            is_used = reading.marks.is_near(
                ["office_means", "merit_plain", "appeal", "praise_person", "invitation"], sentence, 1
            )
            level = IndicatorLevel.WARNING if is_used else IndicatorLevel.HINT
            yield Hit(INDICATOR, "role.party-office", cue.first, cue.last, level)
