"""The Celery application and the one list of queues."""

import os
from enum import StrEnum

from celery import Celery


class Queue(StrEnum):
    """Every queue that exists; workers consume them all unless told otherwise."""

    DEFAULT = "default"
    PAYROLL = "payroll"
    IMPORTS = "imports"
    DOCUMENTS = "documents"


QUEUES = ",".join(Queue)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedservices.settings")
app = Celery("sharedservices")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
