/** Xero's own library, xero-node, whose requests go to a demo company over TLS. */

import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { createRequire } from "node:module";
import { XeroClient } from "xero-node";

const axios = createRequire(createRequire(import.meta.url).resolve("xero-node"))("axios");
const HOSTS = /^https:\/\/(api|identity)\.xero\.com/;

/** A client with a token, all of whose hosts are that company's. */
export async function peerClient(company) {
  axios.defaults.httpsAgent = new Agent({ ca: readFileSync(company.caFile), keepAlive: false });
  axios.interceptors.request.clear();
  axios.interceptors.request.use((request) => ({ ...request, url: request.url.replace(HOSTS, company.baseUrl) }));
  const { clientId, clientSecret } = company;
  const xero = new XeroClient({ clientId, clientSecret, grantType: "client_credentials" });
  await xero.getClientCredentialsToken();
  return xero;
}

/** What xero-node rejects with, as an object: it gives the response's text as JSON. */
export async function refusal(work) {
  try {
    await work();
  } catch (error) {
    return JSON.parse(error).response ?? JSON.parse(error);
  }
  throw new Error("nothing was refused");
}
