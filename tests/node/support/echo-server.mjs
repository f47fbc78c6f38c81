/**
 * A server that a test sets before each call: to a response, or to a way to return the records that it is sent. It runs
 * on a thread of its own, so that blocking calls get their responses.
 */

import { once } from "node:events";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { AsyncClient, Client } from "xero-m2m";

const SERVER = `
  const { createServer } = require("node:http");
  const { workerData: { port, heard } } = require("node:worker_threads");
  const token = JSON.stringify({ access_token: "a.b.c", expires_in: 1800, token_type: "Bearer", scope: "x" });
  let answer;
  port.on("message", (next) => {
    answer = next;
    Atomics.add(heard, 0, 1);
    Atomics.notify(heard, 0);
  });
  const json = { "content-type": "application/json" };
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    if (request.url === "/connect/token") return response.writeHead(200, json).end(token);
    const body = Buffer.concat(pieces);
    port.postMessage({ method: request.method, path: request.url, body });
    const { head, tail, start, end } = answer.echo ?? {};
    const bytes = answer.echo
      ? Buffer.concat([Buffer.from(head), body.subarray(start, body.length - end), Buffer.from(tail)])
      : Buffer.from(answer.body);
    response.writeHead(answer.status ?? 200, { ...json, "content-length": bytes.length }).end(bytes);
  });
  server.listen(0, "127.0.0.1", () => port.postMessage(server.address().port));
`;

export async function echoServer() {
  const { port1: mine, port2: port } = new MessageChannel();
  const heard = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(SERVER, { eval: true, workerData: { port, heard }, transferList: [port] });
  const [number] = await once(mine, "message");
  mine.unref();
  mine.removeAllListeners("message");
  const url = `http://127.0.0.1:${number}`;
  const limits = { concurrent: 20, perMinute: null };
  const credentials = { clientId: "id", clientSecret: "secret" };
  const options = { ...credentials, baseUrl: url, tokenUrl: `${url}/connect/token`, limits, retry: 1 };
  const asked = () => {
    const all = [];
    for (let next = receiveMessageOnPort(mine); next; next = receiveMessageOnPort(mine)) {
      all.push({ ...next.message, body: Buffer.from(next.message.body) });
    }
    return all;
  };
  /** Sets the response to all calls from now on, and forgets what was asked. */
  const tell = (answer) => {
    asked();
    const before = Atomics.load(heard, 0);
    mine.postMessage(answer);
    Atomics.wait(heard, 0, before);
  };
  return {
    client: () => new Client(options),
    asyncClient: () => new AsyncClient(options),
    /** What the API was asked since the response was last set. */
    asked,
    answer: (body, status) => tell({ body, status }),
    /** The bytes of the request between so many at its start and its end are put between these texts. */
    giveBack: (cut) => tell({ echo: cut }),
    stop: () => worker.terminate(),
  };
}
