"""HTTP's words for a file and for the rest of one (RFC 9110, sections 8.8, 13.1.5 and 14): is the answer the file that
was asked for, and is it still the same?
"""

import re
from email.utils import parsedate_to_datetime

import httpx

from specc.run.client import retry_after_s
from specc.run.part import Version

# A CDN may not know a new file yet, so 404 is asked again; the others won't change.
_PASSING_STATUSES = frozenset({404, 408, 425, 429})
_GONE_STATUSES = frozenset({401, 403, 404, 410})
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})", re.IGNORECASE)
_REASON_BYTES_MAX = 8192
_STRONG_S_MIN = 60


class NotTheFileError(Exception):
    """The answer isn't the file, or not all of it. `is_expired`: another address may give it; `is_other`: what was
    fetched before isn't the beginning of what is there now.
    """

    def __init__(
        self,
        message: str,
        *,
        is_final: bool = False,
        is_expired: bool = False,
        is_other: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message)
        self.is_final = is_final
        self.is_expired = is_expired
        self.is_other = is_other
        self.retry_after_s = retry_after_s


def asking_for(version: Version | None, length: int) -> dict[str, str]:
    """The headers that ask for the rest of a version, or for all of it where it is another by now."""
    return {"Range": f"bytes={length}-", "If-Range": version.validator} if version is not None and length else {}


def version_of(response: httpx.Response) -> Version | None:
    """None where the server can't tell versions apart surely, or can't give a part."""
    headers = response.headers
    length = headers.get("Content-Length", "")
    is_plain = headers.get("Content-Encoding", "identity") == "identity"
    is_refused = headers.get("Accept-Ranges", "").strip().casefold() == "none"
    validator = _strong_validator(headers)
    if not validator or not length.isdigit() or not int(length) or not is_plain or is_refused:
        return None
    return Version(int(length), validator)


def _strong_validator(headers: httpx.Headers) -> str:
    etag: str = headers.get("ETag", "").strip()
    if etag:
        return etag if etag.startswith('"') else ""
    modified: str = headers.get("Last-Modified", "").strip()
    try:
        age = parsedate_to_datetime(headers.get("Date", "")) - parsedate_to_datetime(modified)
    except (ValueError, TypeError):
        return ""
    # A file that was changed just now may be changed again within the same second.
    return modified if age.total_seconds() >= _STRONG_S_MIN else ""


async def require_file(response: httpx.Response) -> None:
    """Raises NotTheFileError for an answer that has none in it."""
    status = response.status_code
    if status in _GONE_STATUSES or await _says_expired(response):
        message = f"the result is gone, or its address has expired (HTTP {status})"
        raise NotTheFileError(message, is_final=status not in _PASSING_STATUSES, is_expired=True)
    if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        raise NotTheFileError("the file has changed at its address", is_other=True)
    if status not in {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}:
        is_final = status < httpx.codes.INTERNAL_SERVER_ERROR and status not in _PASSING_STATUSES
        wait_s = retry_after_s(response.headers.get("Retry-After"), response.headers.get("Date"))
        raise NotTheFileError(f"the result's address answers HTTP {status}", is_final=is_final, retry_after_s=wait_s)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        raise NotTheFileError("the result's address answers with a web page", is_final=True, is_expired=True)


async def _says_expired(response: httpx.Response) -> bool:
    """Some storages say 400 to a signature whose time is over, and why in the body."""
    if response.status_code != httpx.codes.BAD_REQUEST:
        return False
    said = b""
    async for chunk in response.aiter_bytes():
        said += chunk
        if len(said) >= _REASON_BYTES_MAX:
            break
    return b"expired" in said.lower()


def require_continued(response: httpx.Response, version: Version | None, length: int) -> None:
    """Raises NotTheFileError for a part that doesn't go on from these bytes of this version."""
    headers = response.headers
    found = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", "").strip())
    said = tuple(map(int, found.groups())) if found else ()
    is_plain = headers.get("Content-Encoding", "identity") == "identity"
    if version is None or not length or not is_plain or said != (length, version.length - 1, version.length):
        raise NotTheFileError("the file has changed at its address", is_other=True)
    name = "ETag" if version.validator.startswith('"') else "Last-Modified"
    if headers.get(name, version.validator).strip() != version.validator:
        raise NotTheFileError("the file has changed at its address", is_other=True)
