"""The assistant for party-political neutrality: it points, people decide (NEUTRALITY). Pure, offline, deterministic."""

from app.editorial.neutrality.assessing import LONGEST as LONGEST
from app.editorial.neutrality.assessing import assess as assess
from app.editorial.neutrality.flags import Assessment as Assessment
from app.editorial.neutrality.flags import Context as Context
from app.editorial.neutrality.flags import Flag as Flag
from app.editorial.neutrality.flags import IndicatorLevel as IndicatorLevel
from app.editorial.neutrality.lexicon import Lexicon as Lexicon
from app.editorial.neutrality.lexicon import Term as Term
