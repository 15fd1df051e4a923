"""The platform's error codes with the HTTP status and the English text that travels in the body."""

from __future__ import annotations

from typing import Any

# code: (HTTP status, text as sent)
TABLE: dict[int, tuple[int, str]] = {
    10001: (500, "System error"),
    10002: (503, "Service unavailable"),
    10003: (503, "Remote service error"),
    10004: (400, "Ip Limit, request ip is not contained in safety ip"),
    10005: (403, "Permission denied, need a high level appkey"),
    10006: (400, "Source paramter (appkey) is missing"),
    10007: (400, "Unsupport mediatype (%s)"),
    10008: (400, "Param error, see doc for more info"),
    10009: (503, "Too many pending tasks, system is busy"),
    10010: (500, "Job expired"),
    10011: (500, "RPC error"),
    10012: (400, "Illegal request"),
    10013: (403, "Invalid weibo user"),
    10014: (403, "Insufficient app permissions!"),
    10016: (400, "Miss required parameter (%s), see doc for more info"),
    10017: (400, "Parameter (%s)'s value invalid, expect (%s), but get (%s), see doc for more info"),
    10018: (400, "Request body length over limit"),
    10020: (404, "Request api not found!"),
    10021: (405, "HTTP METHOD is not suported for this request!"),
    10022: (403, "IP requests out of rate limit!"),
    10023: (403, "User requests out of rate limit!"),
    10024: (403, "User requests for (%s) out of rate limit!"),
    20001: (400, "IDs is null"),
    20002: (400, "Uid parameter is null"),
    20003: (400, "User does not exists!"),
    20005: (400, "Unsupported image type, only suport JPG, GIF, PNG!"),
    20006: (400, "Image size too large!"),
    20007: (400, "Does multipart has image?"),
    20008: (400, "Content is null!"),
    20009: (400, "IDs is too many!"),
    20012: (400, "Text too long, please input text less than 140 characters!"),
    20013: (400, "Text too long, please input text less than 300 characters!"),
    20014: (400, "Param is error, please try again"),
    20015: (400, "Account or ip or app is illgal, can not continue"),
    20016: (400, "out of limit!"),
    20017: (400, "repeat content (similar)!"),
    20018: (400, "contain illegal website!"),
    20019: (400, "repeat content!"),
    20020: (400, "contain advertising!"),
    20021: (400, "content is illegal!"),
    20022: (400, "Your ip's behave in a comic boisterous or unruly manner!"),
    20031: (400, "test and verify!"),
    20032: (400, "Update success, while server slow now, please wait 1-2 minutes!"),
    20049: (400, "long text over the limit!"),
    20101: (400, "target weibo does not exist!"),
    20102: (400, "not your own weibo!"),
    20109: (400, "Weibo id is null"),
    20111: (400, "repeated weibo text!"),
    20112: (400, "no right to see the weibo!"),
    20120: (400, "no right to repost the weibo!"),
    20121: (400, "visible parameter invalid!"),
    20130: (400, "no right to comment the weibo!"),
    20135: (400, "original weibo deleted!"),
    20201: (400, "target weibo comment does not exist!"),
    20203: (400, "not your own comment!"),
    20204: (400, "Comment id is null"),
    20206: (400, "author allows comments only from followed users!"),
    20301: (400, "Can't send direct message to user who is not your follower!"),
    20401: (400, "Domain not exist"),
    20501: (400, "Source_user or target_user does not exists"),
    20502: (400, "Please input right target user id or screen_name"),
    20504: (400, "Can not follow yourself"),
    20505: (403, "Social graph updates out of rate limit"),
    20506: (403, "already followed"),
    20522: (400, "not followed"),
    21301: (401, "auth faild!"),
    21314: (403, "Token used"),
    21315: (403, "Token expired"),
    21316: (403, "Token revoked"),
    21317: (403, "Token rejected"),
    21319: (403, "accessor was revoked!"),
    21321: (403, "applications over the unaudited use restrictions!"),
    21322: (400, "redirect_uri_mismatch"),
    21323: (400, "invalid_request"),
    21324: (401, "invalid_client"),
    21325: (400, "invalid_grant"),
    21326: (400, "unauthorized_client"),
    21327: (403, "expired_token"),
    21328: (400, "unsupported_grant_type"),
    21329: (400, "unsupported_response_type"),
    21330: (403, "access_denied"),
    21331: (503, "temporarily_unavailable"),
    21332: (403, "invalid_access_token"),
    21335: (403, "request uid's value must be the current user"),
    21337: (403, "appkey permission denied"),
    28401: (400, "fans service: the reply window is closed"),
    28402: (400, "fans service: not a fan"),
}


class ApiError(Exception):
    """A documented failure; `body()` is what goes over the wire."""

    def __init__(self, code: int, *args: str, text: str = "", status: int = 0) -> None:
        known_status, known_text = TABLE.get(code, (400, "unknown error"))
        self.code = code
        self.status = status or known_status
        self.text = text or (known_text % args if args else known_text.replace(" (%s)", "").replace("(%s)", ""))
        super().__init__(f"{code} {self.text}")

    def body(self, path: str) -> dict[str, Any]:
        return {"request": path, "error_code": self.code, "error": self.text}


class OAuthError(Exception):
    """A failure of the OAuth endpoints, which have a body of their own."""

    def __init__(self, code: int, description: str = "") -> None:
        self.code = code
        self.status, self.word = TABLE[code]
        self.description = description
        super().__init__(f"{code} {self.word}")

    def body(self, path: str) -> dict[str, Any]:
        return {
            "error": self.word,
            "error_code": self.code,
            "request": path,
            "error_uri": path,
            "error_description": self.description or self.word,
        }
