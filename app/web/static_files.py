"""Our own files: named with their fingerprint in every page, so that a browser may keep them for good."""

from typing import Final

from fastapi import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

FOR_GOOD: Final = "public, max-age=31536000, immutable"


class Static(StaticFiles):
    """Serves a folder; what is asked for with its fingerprint never changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        response = await super().get_response(path, scope)
        if scope["query_string"].startswith(b"v="):
            response.headers["Cache-Control"] = FOR_GOOD
        return response
