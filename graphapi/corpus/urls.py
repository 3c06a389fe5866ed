"""Addresses of articles: which are usable, and which mean the same article.

A canonical URL is the form under which an article is known: scheme and host in lower case, the
default port, the fragment and known tracking parameters dropped, all else as written. Two
canonical URLs that differ only in http against https, or in a slash at the end of the path, meet
under one *address key*.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, unquote_plus, urlsplit

__all__ = ["TRACKING_PARAMETERS", "TRACKING_PREFIXES", "address_key", "canonical_url"]

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "oly_", "vero_", "__hs", "_hs")
"""Query parameters whose names begin so say how a reader arrived, never what is shown."""

_TRACKING_PARAMETERS = """
    _ga _gl _ke _openstat at_campaign at_medium cmpid cvid dclid dm_i ef_id epik fb_action_ids
    fb_action_types fb_ref fb_source fbclid gad_source gbraid gclid gclsrc ghcid guccounter
    guce_referrer guce_referrer_sig icid igsh igshid irclickid li_fat_id mc_cid mc_eid mkt_tok
    ml_subscriber ml_subscriber_hash msclkid ncid ns_campaign ns_mchannel ns_source ocid partnerref
    rb_clickid ref ref_src ref_url referrer s_cid s_kwcid sb_referer_host smid spm srsltid ssp_iabi
    sref ttclid twclid wbraid wickedid wt.mc_id xtor yclid ysclid zanpid
"""
TRACKING_PARAMETERS = frozenset(_TRACKING_PARAMETERS.split())
"""Query parameters that are dropped, in lower case.

Whole names, after the lists that browsers strip (Firefox's query stripping, AdGuard's general
list). The libraries at hand match parts of names and would drop `gallery` for `ga` or an
article's number in `eid`: two articles would become one, which is worse than a parameter left.
"""

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_UNUSABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_HOST = re.compile(r"[^\s/?#@\[\]:%<>\"^`{|}\\]+|\[[0-9a-fA-F:.]+\]")


@lru_cache(maxsize=65_536)
def canonical_url(text: str) -> str:
    """Return the canonical form of an absolute http(s) URL; applied twice, it changes nothing more.

    Raises ValueError, with the reason, for anything else: another scheme, no host, a port that
    is none, control characters.
    """
    text = text.strip(" \t\r\n")
    parts = _split(text)
    scheme = parts.scheme.lower()
    userinfo, at, host_and_port = parts.netloc.rpartition("@")
    host, colon, port = _host_and_port(host_and_port)
    if colon and (not port or port == _DEFAULT_PORTS[scheme]):
        colon = port = ""
    # Spaces that stood before what was dropped would be at the end now.
    query = _without_tracking(parts.query).rstrip(" ")
    path = parts.path if query else parts.path.rstrip(" ")
    return (
        f"{scheme}://{userinfo}{at}{host.lower()}{colon}{port}{path}{'?' if query else ''}{query}"
    )


def address_key(url: str) -> str:
    """Return what canonical URLs of one address share: no scheme, no slash at the path's end."""
    _, _, rest = url.partition("://")
    path, question_mark, query = rest.partition("?")
    return f"{path.rstrip('/')}{question_mark}{query}"


def _split(text: str) -> SplitResult:
    if _UNUSABLE.search(text):
        raise ValueError("it has a line break or control character inside")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise ValueError("its host is malformed") from error
    if parts.scheme.lower() not in _DEFAULT_PORTS:
        raise ValueError("it is not an absolute http or https URL")
    if not parts.netloc:
        raise ValueError("it has no host")
    if "\\" in parts.netloc:
        # Browsers read it as a slash: they would ask another host than the one that is seen.
        raise ValueError("its host or port is malformed")
    return parts


def _host_and_port(text: str) -> tuple[str, str, str]:
    match = _HOST.match(text)
    if match is None:
        raise ValueError("it has no usable host")
    rest = text[match.end() :]
    port = rest[1:]
    if rest and not (rest[0] == ":" and (not port or (port.isascii() and port.isdigit()))):
        raise ValueError("its host or port is malformed")
    number = port.lstrip("0") or port[:1]
    if len(number) > 5 or (number and int(number) > 65_535):
        raise ValueError("its port is out of range")
    return match[0], rest[:1], number


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    kept = [part for part in query.split("&") if not _is_tracking(part)]
    return "&".join(kept)


def _is_tracking(parameter: str) -> bool:
    name = unquote_plus(parameter.partition("=")[0]).strip(" ").lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)
