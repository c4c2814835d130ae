"""Pages that a browser saved as one file (MHTML): the page among its parts, which are those of an e-mail."""

import email
import email.policy

from kg.errors import ReadError
from kg.read import html
from kg.read.page import Page


def read(data: bytes, source: str, *, limit: int) -> Page:
    """The article of the page; `limit` is on the page alone. Raises `ReadError`."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    # The first is the page, the others are its frames, if nothing says which it is (RFC 2387).
    start = str(message.get_param("start") or "")
    part = next((part for part in pages if start and part.get("Content-ID") == start), pages[0] if pages else None)
    if part is None:
        raise ReadError(f"{source} is a page saved as one file (MHTML), and no page is in it; save it anew")
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        raise ReadError(f"{source} is a page saved as one file (MHTML), and its page is empty; save it anew")
    if len(content) > limit:
        raise ReadError(f"{source} is too large for an article: more than {limit / 1048576:.1f} MB")
    url = next((str(one) for one in (message.get("Snapshot-Content-Location"), part.get("Content-Location")) if one), None)
    charset = part.get_content_charset()
    return html.read(content, source, charset=charset, url=url.strip() if url else None)
