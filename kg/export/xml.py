"""Text as XML holds it."""

import re

# What XML 1.0 cannot hold at all; it stands as the sign for a letter that is not known.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Line ends and tabs in an attribute would be read as spaces.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
_NEEDED = re.compile('[&<>"\t\n\r]|[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]')


def escaped(value: object) -> str:
    """For an element or an attribute in double quotes."""
    text = str(value)
    return _NOT_XML.sub("\ufffd", text).translate(_ESCAPES) if _NEEDED.search(text) else text
