"""The product's Celery app with the scripted task of the tests: `celery -A tests.stack.app`."""

from proyecto.celery import app

# Imported once Django is set up, beside the product's own tasks.
app.conf.imports = ("tests.stack.guion",)

__all__ = ["app"]
