"""Query parameters that say how a reader arrived, never what is shown.

Whole names, after the lists that browsers strip (Firefox's query stripping, AdGuard's general
list). The libraries at hand match parts of names and would drop `gallery` for `ga` or an
article's number in `eid`: two articles would become one, which is worse than a parameter left.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_plus

__all__ = [
    "AMBIGUOUS_PARAMETERS",
    "TRACKING_PARAMETERS",
    "TRACKING_PREFIXES",
    "without_tracking",
]

TRACKING_PREFIXES: Final = ("utm_", "mtm_", "hsa_", "oly_", "vero_", "__hs", "_hs")
"""Query parameters whose names begin so are dropped, in lower case."""

_TRACKING_PARAMETERS: Final = """
    _ga _gl _ke _openstat at_campaign at_medium cmpid dclid dm_i ef_id epik fb_action_ids
    fb_action_types fb_ref fb_source fbclid gad_source gbraid gclid gclsrc ghcid guccounter
    guce_referrer guce_referrer_sig igsh igshid irclickid li_fat_id mc_cid mc_eid mkt_tok
    ml_subscriber ml_subscriber_hash msclkid ns_campaign ns_mchannel ns_source partnerref
    pk_campaign pk_cid pk_content pk_cpn pk_keyword pk_kwd pk_medium pk_source pk_vid
    rb_clickid ref_src ref_url referrer s_kwcid sb_referer_host srsltid ssp_iabi
    ttclid twclid wbraid wickedid wt.mc_id xtor yclid ysclid zanpid
"""
TRACKING_PARAMETERS: Final = frozenset(_TRACKING_PARAMETERS.split())
"""Query parameters that are dropped whatever their value, in lower case."""

AMBIGUOUS_PARAMETERS: Final = frozenset(
    ("cvid", "icid", "ncid", "ocid", "ref", "s_cid", "smid", "source", "spm", "sref")
)
"""Query parameters that are dropped where the value names a source, in lower case.

Some sites count readers by them, others find the article by them.
"""

_AMPERSAND: Final = re.compile(r"(&(?:amp;|#0*38;|#x0*26;)*+)", re.IGNORECASE)
_HEXADECIMAL: Final = re.compile(r"[0-9a-f]{6,}", re.IGNORECASE)
_HOST_NAME: Final = re.compile(
    r"(?:https?://)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)/?",
    re.IGNORECASE,
)
_FILE_SUFFIXES: Final = (
    *(".asp", ".aspx", ".cfm", ".htm", ".html", ".jpeg", ".jpg", ".json", ".jsp"),
    *(".pdf", ".php", ".png", ".shtml", ".txt", ".xhtml", ".xml"),
)
_LONGEST_WORD: Final = 20
_LONGEST_HOST: Final = 253


def without_tracking(query: str) -> str:
    """Return a query without its tracking parameters, all else as written and in its order."""
    if not query:
        return ""
    if ";" not in query:
        return "&".join([part for part in query.split("&") if not _is_tracking(part)])
    # Between parameters stand ampersands, some of them escaped for HTML.
    pieces = _AMPERSAND.split(query)
    kept = ""
    is_first = True
    for ampersand, part in zip(["", *pieces[1::2]], pieces[::2], strict=True):
        if not _is_tracking(part):
            kept += part if is_first else ampersand + part
            is_first = False
    return kept


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    name = unquote_plus(name).strip(" ").lower()
    if name in AMBIGUOUS_PARAMETERS:
        return _is_source(unquote_plus(value).strip(" "))
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def _is_source(value: str) -> bool:
    """Whether a value is empty, one word or a host name: anything else may be an identifier."""
    if not value:
        return True
    if len(value) > _LONGEST_HOST:
        return False
    if value.isalpha():
        is_word = value.isupper() or value[1:] == value[1:].lower()
        return is_word and len(value) <= _LONGEST_WORD and not _HEXADECIMAL.fullmatch(value)
    return bool(_HOST_NAME.fullmatch(value)) and not value.lower().endswith(_FILE_SUFFIXES)
