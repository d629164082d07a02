from typing import Any

from django.db import migrations


def remove(apps: Any, _schema: Any) -> None:
    """Celery's clean-up of results, which an earlier beat brought in: Redis forgets by itself."""
    entry = apps.get_model("django_celery_beat", "PeriodicTask")
    name = "celery.backend_cleanup"
    entry.objects.filter(name=name, task=name).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("progress", "0007_programadas"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
