/** Receives Xero's webhooks with Fastify: `PORT=8000 node docs/examples/webhooks_fastify.mjs`. */

import Fastify from "fastify";
import { WebhookSignatureError, webhooks } from "xero-m2m";

const KEY = process.env.XERO_WEBHOOK_KEY;
const app = Fastify();

// A plugin of its own, so that your other routes still get their JSON parsed.
app.register(async (xero) => {
  xero.removeAllContentTypeParsers();
  xero.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  xero.post("/webhooks/xero", (request, response) => {
    let received;
    try {
      received = webhooks.verify(request.body, request.headers["x-xero-signature"], KEY);
    } catch (error) {
      if (!(error instanceof WebhookSignatureError)) throw error;
      return response.code(401).send();
    }
    response.code(200).send();
    for (const event of received.events) handle(event);
  });
});

/** Does what your program does with a change, such as fetching the record. It may get the same event twice. */
function handle({ eventCategory, eventType, resourceId }) {
  console.log(eventCategory, eventType, resourceId);
}

console.log(`${await app.listen({ port: Number(process.env.PORT ?? 8000), host: "127.0.0.1" })}/webhooks/xero`);
