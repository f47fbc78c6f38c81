"""Receives Xero's webhooks with FastAPI: `uvicorn --app-dir docs/examples webhooks_fastapi:app`."""

import os

from fastapi import BackgroundTasks, FastAPI, Request, Response

from xero_m2m import WebhookSignatureError, webhooks

KEY = os.environ["XERO_WEBHOOK_KEY"]
app = FastAPI()


@app.post("/webhooks/xero")
async def receive(request: Request, later: BackgroundTasks) -> Response:
    """Responds at once, and works afterwards."""
    try:
        received = webhooks.verify(await request.body(), request.headers.get("x-xero-signature"), KEY)
    except WebhookSignatureError:
        return Response(status_code=401)
    for event in received.events:
        later.add_task(handle, event)
    return Response(status_code=200)


def handle(event: webhooks.WebhookEvent) -> None:
    """Does what your program does with a change, such as fetching the record. It may get the same event twice."""
    print(event.event_category, event.event_type, event.resource_id, flush=True)
