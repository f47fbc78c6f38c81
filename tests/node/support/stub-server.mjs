/**
 * A server that responds as a test says and keeps what it was sent, for what the demo company does not have. It lives on
 * a thread of its own, so that blocking calls get their responses.
 */

import { once } from "node:events";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { AsyncClient, Client } from "xero-m2m";

const SERVER = `
  const { createServer } = require("node:http");
  const { workerData: { port, answers } } = require("node:worker_threads");
  const token = JSON.stringify({ access_token: "a.b.c", expires_in: 1800, token_type: "Bearer", scope: "x" });
  let count = 0;
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    if (request.url === "/connect/token") return response.setHeader("content-type", "application/json").end(token);
    const [path, query] = request.url.split("?");
    port.postMessage({ method: request.method, path, query: query ?? "", headers: request.headers, body: Buffer.concat(pieces) });
    const { status, body, contentType } = answers[Math.min(count++, answers.length - 1)];
    response.writeHead(status, { "content-type": contentType, "content-length": body.length }).end(body);
  });
  server.listen(0, "127.0.0.1", () => port.postMessage(server.address().port));
`;

/** Each response is a body: bytes, text or JSON; or `{ status, body, contentType }`. The last one is given again and again. */
export async function stubServer(...answers) {
  const { port1: mine, port2: port } = new MessageChannel();
  const workerData = { port, answers: answers.map(answer) };
  const worker = new Worker(SERVER, { eval: true, workerData, transferList: [port] });
  const [number] = await once(mine, "message");
  mine.unref();
  mine.removeAllListeners("message");
  const url = `http://127.0.0.1:${number}`;
  const options = {
    clientId: "id",
    clientSecret: "secret",
    baseUrl: url,
    tokenUrl: `${url}/connect/token`,
    limits: { perMinute: null },
  };
  const requests = [];
  return {
    client: (more) => new Client({ ...options, ...more }),
    asyncClient: (more) => new AsyncClient({ ...options, ...more }),
    /** What the API was asked so far. */
    get requests() {
      for (let next = receiveMessageOnPort(mine); next; next = receiveMessageOnPort(mine)) {
        requests.push({ ...next.message, body: Buffer.from(next.message.body) });
      }
      return requests;
    },
    stop: () => worker.terminate(),
  };
}

function answer(given) {
  if (given?.status !== undefined && given.body !== undefined)
    return { ...answer(given.body), ...given, body: answer(given.body).body };
  const body = Buffer.from(
    given instanceof Uint8Array || typeof given === "string" ? given : JSON.stringify(given ?? null),
  );
  return {
    status: 200,
    contentType: given instanceof Uint8Array ? "application/octet-stream" : "application/json",
    body,
  };
}

/** A test body with such a server, which it need not stop. */
export function withStubServer(answers, body) {
  return async (context) => {
    const xero = await stubServer(...answers);
    try {
      await body(xero, context);
    } finally {
      await xero.stop();
    }
  };
}
