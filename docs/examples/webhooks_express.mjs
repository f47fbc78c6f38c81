/** Receives Xero's webhooks with Express: `PORT=8000 node docs/examples/webhooks_express.mjs`. */

import express from "express";
import { WebhookSignatureError, webhooks } from "xero-m2m";

const KEY = process.env.XERO_WEBHOOK_KEY;
const app = express();

// The raw body: if your program uses express.json(), this route must come before it.
app.post("/webhooks/xero", express.raw({ type: "*/*" }), (request, response) => {
  let received;
  try {
    received = webhooks.verify(request.body, request.get("x-xero-signature"), KEY);
  } catch (error) {
    if (!(error instanceof WebhookSignatureError)) throw error;
    return response.status(401).end();
  }
  response.status(200).end();
  for (const event of received.events) handle(event);
});

/** Does what your program does with a change, such as fetching the record. It may get the same event twice. */
function handle({ eventCategory, eventType, resourceId }) {
  console.log(eventCategory, eventType, resourceId);
}

const server = app.listen(Number(process.env.PORT ?? 8000), "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${server.address().port}/webhooks/xero`),
);
