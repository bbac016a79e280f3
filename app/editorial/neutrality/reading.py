"""A text as the rules see it: words, actors, cues and contexts, found once and then only asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from app.editorial.neutrality.actors import Actor, find_names
from app.editorial.neutrality.colours import find_colours
from app.editorial.neutrality.cues import Cue, drop_harmless
from app.editorial.neutrality.flags import Context
from app.editorial.neutrality.folding import undisguise
from app.editorial.neutrality.lexicon import Lexicon
from app.editorial.neutrality.marks import Marks
from app.editorial.neutrality.meanings import is_meant
from app.editorial.neutrality.patterns import Words
from app.editorial.neutrality.persons import find_persons
from app.editorial.neutrality.tokens import Token, read_tokens

COLLECTIVES = ("opposition", "allusion", "own_party")
PARTISAN = ("party", *COLLECTIVES)
_BRIEF, _NEGATION, _LOOKED_AT = 8, 4, 20


@dataclass(slots=True)
class Reading:
    """Everything that is known about a text before the rules look at it."""

    text: str
    tokens: list[Token]
    marks: Marks
    actors: dict[int, list[Actor]]
    context: Context
    lexicon: Lexicon
    spans: dict[int, tuple[int, int]]
    parties: frozenset[int]
    _named: dict[tuple[int, tuple[str, ...]], list[Actor]] = field(default_factory=dict)
    _parties: dict[int, int] = field(default_factory=dict)

    def named(self, sentence: int, roles: Iterable[str]) -> list[Actor]:
        """Return the actors of some roles in a sentence."""
        key = (sentence, tuple(roles))
        if key not in self._named:
            self._named[key] = [actor for actor in self.actors.get(sentence, []) if actor.role in key[1]]
        return self._named[key]

    def named_near(self, sentence: int, roles: Iterable[str]) -> list[Actor]:
        """Return the actors of some roles in a sentence and its two neighbours."""
        return [actor for here in (sentence - 1, sentence, sentence + 1) for actor in self.named(here, roles)]

    def pairs(
        self, names: Iterable[str], roles: Iterable[str], *, inherits: bool = False
    ) -> Iterator[tuple[Cue, Actor]]:
        """Yield each cue of the classes with the nearest actor of its sentence.

        With `inherits`, a sentence without an actor of its own takes the one before, if it refers to it or is brief (section 7, 9).
        """
        for name in names:
            for cue in self.marks.by_name.get(name, []):
                sentence = self.tokens[cue.first].sentence
                near = self.named(sentence, roles)[:_LOOKED_AT]
                for before in (sentence - 1, sentence - 2):
                    if not near and inherits and self.refers_back(before + 1):
                        near = self.named(before, roles)[-_LOOKED_AT:]
                if near and not any(_is_part_of_name(cue, actor) for actor in near):
                    yield cue, min(near, key=lambda actor: abs(actor.first - cue.first))

    def refers_back(self, sentence: int) -> bool:
        """Say whether a sentence speaks of what the one before named: by a pronoun at its begin, or because it is brief."""
        if sentence not in self.spans:
            return False
        first, last = self.span(sentence)
        return self.marks.is_at("pronoun", first) or last - first < _BRIEF

    def span(self, sentence: int) -> tuple[int, int]:
        """Return first and last word of a sentence."""
        return self.spans[sentence]

    def is_negated(self, cue: Cue) -> bool:
        """Say whether a negation stands shortly before a cue in its own clause."""
        clause = self.tokens[cue.first].clause
        before = range(max(0, cue.first - _NEGATION), cue.first)
        return any(self.marks.is_at("negation", at) and self.tokens[at].clause == clause for at in before)

    def parties_around(self, sentence: int) -> int:
        """Return how many different parties a sentence and its neighbours name."""
        if sentence not in self._parties:
            self._parties[sentence] = len({actor.name for actor in self.named_near(sentence, ["party"])})
        return self._parties[sentence]


def _is_part_of_name(cue: Cue, actor: Actor) -> bool:
    """Say whether a cue is a word of a party's own name of several words: it says nothing about the party."""
    is_name = actor.role == "party" and actor.first < actor.last
    return is_name and actor.first <= cue.first and cue.last <= actor.last


def read(text: str, lexicon: Lexicon, context: Context) -> Reading:
    """Find words, names, cues and persons of a text."""
    tokens = read_tokens(undisguise(text))
    marks = Marks(tokens, drop_harmless(lexicon.cues.find(Words(tokens, {}, {}))))
    for cue in find_colours(tokens, marks):
        marks.add(cue)
    actors = [
        replace(actor, is_tag=text[tokens[actor.first].start - 1 : tokens[actor.first].start] == "(")
        for actor in find_names(tokens, lexicon)
        if is_meant(actor, tokens, marks)
    ]
    actors += [
        Actor(name, name, cue.first, cue.last)
        for name in COLLECTIVES
        for cue in marks.by_name.get(name, [])
        if not marks.is_near(["space"], tokens[cue.first].sentence, 1)
    ]
    actors += find_persons(tokens, marks, lexicon)
    by_sentence: dict[int, list[Actor]] = defaultdict(list)
    for actor in actors:
        by_sentence[tokens[actor.first].sentence].append(actor)
    partisan = {actor.first: actor.last for actor in reversed(actors) if actor.role in PARTISAN}
    persons = {actor.first: actor.last for actor in actors if actor.role in {"person", "office"}}
    for cue in lexicon.frames.find(Words(tokens, partisan, persons)):
        marks.add(cue)
    spans: dict[int, tuple[int, int]] = {}
    for at, token in enumerate(tokens):
        spans[token.sentence] = (spans.get(token.sentence, (at, at))[0], at)
    parties = frozenset(actor.first for actor in actors if actor.role in {"party", "own_party"})
    return Reading(text, tokens, marks, by_sentence, context, lexicon, spans, parties)
