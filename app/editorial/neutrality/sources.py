"""Which decision each indicator comes from, and which counter-argument stands beside it (NEUTRALITY sections 1 and 2)."""

_OFFICIAL = "BVerfGE 44, 125, Leitsatz {}"

SOURCES = {
    "I01": _OFFICIAL.format("1"),
    "I02": _OFFICIAL.format("1 und 3"),
    "I03": _OFFICIAL.format("2"),
    "I04": _OFFICIAL.format("1") + "; SaarlVerfGH, Lv 4/09",
    "I05": "SaarlVerfGH, Lv 4/09; BVerfGE 148, 11",
    "I06": _OFFICIAL.format("1") + "; ThürVerfGH 25/15",
    "I07": _OFFICIAL.format("1"),
    "I08": "NdsStGH 6/19, Leitsatz 4",
    "I09": _OFFICIAL.format("8") + "; SaarlVerfGH, Lv 4/09",
    "I10": _OFFICIAL.format("6"),
    "I11": "BVerfGE 148, 11, Leitsatz 2; ThürVerfGH 2/14; anders VerfGH RLP, VGH O 11/24, und NdsStGH 6/19",
    "I12": "BVerfGE 148, 11, Leitsatz 3",
    "I13": "BVerfG, 2 BvE 4/20 und 5/20",
    "I14": _OFFICIAL.format("5"),
    "I15": _OFFICIAL.format("3"),
    "I16": "VerfGH Berlin 80/18",
}

AGAINST = {
    "I01": "neutral-call",
    "I02": "list-of-all",
    "I03": "current-term",
    "I04": "factual-naming",
    "I05": "statutory-report",
    "I06": "register-of-all",
    "I07": "traffic-notice",
    "I08": "biography",
    "I09": "current-cause",
    "I10": "no-government",
    "I11": "not-aimed",
    "I12": "factual-correction",
    "I13": "report-of-a-vote",
    "I14": "date-and-rules",
    "I15": "official-result",
    "I16": "no-reference",
}
