"""Receives Xero's webhooks with Flask: `flask --app docs/examples/webhooks_flask.py run`."""

import os
import threading
from queue import SimpleQueue

from flask import Flask, Response, request

from xero_m2m import WebhookSignatureError, webhooks

KEY = os.environ["XERO_WEBHOOK_KEY"]
app = Flask(__name__)
# It is lost when the process ends: a queue that outlives it is better, such as a table of your database.
later: SimpleQueue[webhooks.WebhookEvent] = SimpleQueue()


@app.post("/webhooks/xero")
def receive() -> Response:
    """Responds at once; a thread works afterwards."""
    try:
        received = webhooks.verify(request.get_data(), request.headers.get("x-xero-signature"), KEY)
    except WebhookSignatureError:
        return Response(status=401)
    for event in received.events:
        later.put(event)
    return Response(status=200)


def work() -> None:
    """Handles one event after the other."""
    while True:
        handle(later.get())


def handle(event: webhooks.WebhookEvent) -> None:
    """Does what your program does with a change, such as fetching the record. It may get the same event twice."""
    print(event.event_category, event.event_type, event.resource_id, flush=True)


threading.Thread(target=work, daemon=True).start()
