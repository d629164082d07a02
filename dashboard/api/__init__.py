"""What programs speak with: over HTTP, WebSocket and server-sent events, by the same words."""
