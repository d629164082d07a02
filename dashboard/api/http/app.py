"""The operations put together."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.parser import Parser

from dashboard.api.http import (
    image_operations,
    me_operations,
    notice_operations,
    problems,
    report_operations,
    run_operations,
    video_operations,
    webhook_operations,
)

VERSION = "1.0.0"


class Strict(Parser):
    """What is JSON by its own rules: no NaN, no halves of a character, which no database takes."""

    def parse_body(self, request: HttpRequest) -> Any:
        return msgspec.json.decode(request.body)


api = NinjaAPI(
    title="Avance",
    version=VERSION,
    description="Work in the background: started, followed, cancelled and tried again by programs.",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=Strict(),
)
problems.take_over(api)
api.add_router("/runs", run_operations.router)
api.add_router("/tasks", run_operations.tasks)
api.add_router("/videos", video_operations.router)
api.add_router("/images", image_operations.router)
api.add_router("/reports", report_operations.router)
api.add_router("/notifications", notice_operations.router)
api.add_router("/webhooks", webhook_operations.router)
api.add_router("/me", me_operations.router)
