"""A run as a stream over HTTP; what is written about the sockets: the document, and its page."""

from django.urls import path

from dashboard.api.events import events
from dashboard.views import asyncapi
from dashboard.views.websocket import websocket

urlpatterns = [
    path("api/v1/runs/<uuid:run_id>/events", events, name="run_events"),
    path("api/v1/asyncapi.yaml", asyncapi.as_yaml, name="asyncapi_yaml"),
    path("api/v1/asyncapi.json", asyncapi.as_json, name="asyncapi_json"),
    path("api/websocket/", websocket, name="websocket"),
]
