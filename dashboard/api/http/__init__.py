"""`/api/v1/`: the product over HTTP, for programs. Explained in docs/http-api.md.

Who asks is said by a bearer token and by nothing else. A cookie is never looked at, so a page of
another origin that uses its visitor's browser is nobody here: that is why every origin may be
answered (CORS), and why no request needs a CSRF token.
"""
