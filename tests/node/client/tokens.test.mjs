/** One token for everybody. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { AsyncClient, Token } from "xero-m2m";
import { pause, withDemo } from "../support/helpers.mjs";

const CALLS = 200;
const NO_LIMITS = { limits: { concurrent: 50, perMinute: null } };

async function many(clients, calls = CALLS) {
  const answers = await Promise.all(
    Array.from({ length: calls }, (_, index) => clients[index % clients.length].organisation.get()),
  );
  assert.equal(answers.length, calls);
}

test(
  "many awaited calls of several clients share one token, at the start, at expiry and after revocation",
  withDemo(
    async (demo) => {
      const clients = Array.from({ length: 4 }, () => demo.asyncClient(NO_LIMITS));
      await many(clients);
      assert.equal(demo.journal.tokenRequests, 1, "at the start");

      await clients[0].auth.invalidate();
      await many(clients);
      assert.equal(demo.journal.tokenRequests, 2, "after invalidate");

      demo.revokeTokens();
      await many(clients);
      assert.equal(demo.journal.tokenRequests, 3, "after revocation");
    },
    { limits: false },
  ),
);

test(
  "many awaited calls get one new token when the old one expires",
  withDemo(
    async (demo) => {
      const client = demo.asyncClient(NO_LIMITS);
      await many([client], 20);
      await pause(4_100);
      await many([client], 20);
      assert.equal(demo.journal.tokenRequests, 2);
    },
    { limits: false, tokenTtl: 4 },
  ),
);

test(
  "blocking and awaited clients of one process share the token",
  withDemo(async (demo) => {
    demo.client().organisation.get();
    await demo.asyncClient().organisation.get();
    assert.equal(demo.journal.tokenRequests, 1);
  }),
);

test(
  "a token shows all but its value",
  withDemo(async (demo) => {
    const token = await demo.asyncClient().auth.token();
    assert.ok(token instanceof Token);
    assert.ok(token.expiresIn > 1700 && token.expiresIn <= 1800);
    assert.ok(token.expiresAt instanceof Date);
    assert.ok(Array.isArray(token.scopes));
    assert.ok(token.reveal().length > 20);
    assert.equal(token.reveal(), demo.client().auth.token().reveal());
  }),
);

test(
  "a client secret may be a function, even an asynchronous one, and is asked for once",
  withDemo(async (demo) => {
    let calls = 0;
    const { baseUrl, tokenUrl, clientId } = demo;
    const clientSecret = async () => {
      calls++;
      await pause(10);
      return demo.clientSecret;
    };
    const client = new AsyncClient({ baseUrl, tokenUrl, clientId, clientSecret });
    await Promise.all(Array.from({ length: 20 }, () => client.organisation.get()));
    assert.equal(calls, 1);
    assert.equal(demo.journal.tokenRequests, 1);
  }),
);

test(
  "a blocking client takes a function that returns the secret, and refuses one that returns a promise",
  withDemo((demo) => {
    const client = demo.client({ clientSecret: () => demo.clientSecret });
    assert.equal(typeof client.organisation.get().name, "string");
    const wrong = demo.client({ clientId: "another", clientSecret: async () => demo.clientSecret });
    assert.throws(() => wrong.organisation.get(), { name: "ConfigError", hint: /AsyncClient/ });
    const absurd = demo.client({ clientId: "a-third", clientSecret: () => 7 });
    assert.throws(() => absurd.organisation.get(), {
      name: "ConfigError",
      message: /^clientSecret returned number, not string/,
    });
  }),
);

test(
  "what the secret's function throws reaches the caller",
  withDemo(async (demo) => {
    const broken = () => {
      throw new RangeError("vault is sealed");
    };
    await assert.rejects(demo.asyncClient({ clientId: "b", clientSecret: broken }).organisation.get(), RangeError);
    assert.throws(() => demo.client({ clientId: "c", clientSecret: broken }).organisation.get(), RangeError);
    assert.equal(demo.journal.tokenRequests, 0);
  }),
);
