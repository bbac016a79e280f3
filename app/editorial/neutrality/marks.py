"""Where cues stand: by class, by sentence and by word, so that a rule asks instead of searching."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from app.editorial.neutrality.cues import Cue
from app.editorial.neutrality.tokens import Token


class Marks:
    """All cues of a text; each question costs one look-up."""

    def __init__(self, tokens: Sequence[Token], cues: Iterable[Cue]) -> None:
        self._tokens = tokens
        self._by_sentence: dict[tuple[str, int], list[Cue]] = defaultdict(list)
        self._by_word: set[tuple[str, int]] = set()
        self.by_name: dict[str, list[Cue]] = defaultdict(list)
        for cue in cues:
            self.add(cue)

    def add(self, cue: Cue) -> None:
        """Take one more cue in."""
        self.by_name[cue.name].append(cue)
        self._by_sentence[cue.name, self._tokens[cue.first].sentence].append(cue)
        self._by_word.add((cue.name, cue.first))

    def is_at(self, name: str, at: int) -> bool:
        """Say whether a cue of the class begins at this word."""
        return (name, at) in self._by_word

    def within(self, name: str, sentence: int) -> list[Cue]:
        """Return the cues of a class in one sentence."""
        return self._by_sentence.get((name, sentence), [])

    def is_near(self, names: Iterable[str], sentence: int, reach: int = 0) -> bool:
        """Say whether a cue of one of the classes stands at most `reach` sentences away."""
        around = range(sentence - reach, sentence + reach + 1)
        return any((name, here) in self._by_sentence for name in names for here in around)
