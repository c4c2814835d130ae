"""The mistakes a user can make. Each message says what, where and what would be right; the command line prints it and exits with 2."""


class KgError(Exception):
    """Base of every mistake that is the user's to mend; anything else that is raised is a bug and keeps its traceback."""


class ReadError(KgError):
    """A source cannot be read as an article: not there, not text, not UTF-8, empty or too large."""


class RuleError(KgError):
    """A rule or word list in `kg/vi/` is not well formed."""


class OntologyError(KgError):
    """A term that the ontology does not have, or an ontology file that cannot be read."""


class MatchError(KgError):
    """A name to be matched with a date, type, level or place that cannot be read, or a table of such names that is not well formed."""


class ServiceError(KgError):
    """A reconciliation service that cannot be reached, refuses, or answers with what its interface does not allow."""


class StoreError(KgError):
    """A graph folder that cannot be opened, is in use, is of another version, or has no such release."""


class QueryError(KgError):
    """No such question or parameter, a wrong value, a query file with a broken header, SPARQL that does not parse."""


class ExportError(KgError):
    """A format that is not known, or a file that cannot be written."""


class LinkError(KgError):
    """A decision about what is the same that cannot be read, kept or applied, or a table of decisions with bad lines."""


class DiffError(KgError):
    """Nothing that can be compared: no graph and no file of facts, or a file that is not well formed."""


class ReceiptError(KgError):
    """A receipt that cannot be written or read, or is not of this format."""
