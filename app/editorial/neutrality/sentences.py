"""Where sentences and clauses begin and end, and what stands in quotation marks."""

from app.editorial.neutrality.folding import fold

_SHORT = frozenset(
    {
        "nr",
        "z",
        "b",
        "d",
        "h",
        "u",
        "a",
        "o",
        "dr",
        "prof",
        "bzw",
        "ca",
        "etc",
        "usw",
        "str",
        "abs",
        "art",
        "s",
        "st",
        "jh",
        "jhd",
        "min",
        "max",
        "mio",
        "mrd",
        "tel",
        "inkl",
        "ggf",
        "evtl",
        "vgl",
        "hl",
        "dipl",
        "ing",
        "ii",
        "iii",
        "iv",
    }
)
_END, _CLAUSE = ".!?…", ",;:–—-()[]/|•·*►▶➡→⇒✔✅👉"
_OPEN, _CLOSE, _EVEN = "„«»‚“", "“”»«‘", "\"'"
_APOSTROPHE = "'’"


class Breaks:
    """Reads signs and words in their order and says of each word where it belongs."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentence = self._clause = self._depth = 0
        self._ended = self._leads = True
        self._last, self._seen = "", 0

    def see_space_before(self, place: int) -> None:
        """End the sentence at an empty line, and at a line's end that a sign or a feeling closes."""
        begin = place
        while begin and self._text[begin - 1].isspace():
            begin -= 1
        lines = self._text.count("\n", begin, place)
        before = self._text[begin - 1 : begin]
        if lines > 1 or (lines and not before.isalnum() and before not in ",-–"):
            self._ended = True

    def see_sign(self, sign: str, place: int) -> bool:
        """Take a sign of punctuation in; anything else, a feeling for example, is a word of its own."""
        if sign in _END:
            self._ended = self._ended or not self._is_short(sign, place)
        elif (
            sign in _APOSTROPHE
            and self._text[place - 1 : place].isalpha()
            and self._text[place + 1 : place + 2].isalpha()
        ):
            return True
        elif sign in _OPEN or sign in _CLOSE or sign in _EVEN:
            opens = sign in "„«‚" or (sign in _EVEN and not self._depth) or (sign in "»“" and not self._depth)
            self._depth = 1 if opens else 0
        elif sign in _CLAUSE:
            self._clause += 1
        else:
            return sign.isascii()
        self._leads = True
        return True

    def see_word(self, word: str) -> tuple[int, int, bool, bool]:
        """Return sentence, clause, whether the word leads its clause, and whether it is quoted."""
        if self._ended and self._seen:
            self._sentence += 1
            self._clause += 1
        leads = self._leads or self._ended
        self._ended, self._leads = False, not word[0].isalnum() and leads
        self._last, self._seen = word, self._seen + 1
        return self._sentence, self._clause, leads, bool(self._depth)

    def _is_short(self, sign: str, place: int) -> bool:
        """Say whether a full stop only shortens a word or orders a number."""
        if sign != ".":
            return False
        following = self._text[place + 1 : place + 3].lstrip()
        if self._last.isdigit():
            return bool(following) and len(self._last) < 3  # noqa: PLR2004 -- a day or a rank, not a year
        return fold(self._last) in _SHORT or (len(self._last) == 1 and self._last.isalpha())
