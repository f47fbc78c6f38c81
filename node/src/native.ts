/** Finds and loads the native addon when it is first used. */

import { existsSync } from "node:fs";
import { ADDONS } from "./installation.js";

/** A client of the core. Its responses are JSON texts; a failure is `{"error": …}`. */
export interface NativeClient {
  /** `onEvents` is called during the call, when events are pending. */
  invokeSync(request: string, payload?: Uint8Array, onEvents?: () => void): string;
  invoke(request: string, cancelId: number, payload?: Uint8Array): Promise<string>;
  /** The response is JSON, a line end, and the bytes of a file. */
  invokeBytesSync(request: string, onEvents?: () => void): Uint8Array;
  invokeBytes(request: string, cancelId: number): Promise<Uint8Array>;
  pages(request: string): NativePages | string;
  /** Cancels a call, and returns its error; an empty text if the call has ended. */
  cancel(cancelId: number): string;
  /** Whether the core reports all events, or only warnings. */
  listen(toAll: boolean): void;
  readonly hasEvents: boolean;
  /** The events since the last time, as a JSON list. */
  takeEvents(): string;
  /** The least important events that are written as lines, if somebody asked for these. */
  readonly logLevel: "debug" | "info" | "warning" | null;
  withOptions(options: string): NativeClient | string;
  close(): void;
  readonly closed: boolean;
  describe(): string;
  readonly wantsSecret: boolean;
  supplySecret(secret: string): string;
}

/** The pages of a list, fetched ahead. After the last page the response is an empty text. */
export interface NativePages {
  nextSync(onEvents?: () => void): string;
  next(cancelId: number): Promise<string>;
  /** Discards the pages that were fetched ahead. */
  close(): void;
}

/** A demo company that runs inside this process. */
export interface NativeDemo {
  describe(): string;
  control(command: string): string;
  controlAsync(command: string): Promise<string>;
  stop(): void;
}

/** What the addon exports. */
export interface NativeAddon {
  openClient(options: string, environment: Record<string, string>, blocking: boolean): NativeClient | string;
  startDemo(options: string): NativeDemo | string;
  /** The record with these plain fields, as a response has it. */
  readRecord(schema: string, fields: string): string;
  toXero(schema: string, record: string): string;
  /** Xero's name of a field of a record type, as JSON. */
  xeroName(schema: string, field: string): string;
  operations(): string;
  /** The field of Xero's that a name resembles, in any casing or misspelt. */
  nearestField(name: string): string | null;
  errorCodes(): string[];
  environmentVariables(): string[];
  verifyWebhook(body: Uint8Array, signature: string, key: string): string;
  runCli(argumentList: string[]): number;
}

let addon: NativeAddon | undefined;

/** The addon. It loads when it is first needed, so that importing the package stays quick. */
export function native(): NativeAddon {
  addon ??= load();
  return addon;
}

function load(): NativeAddon {
  const reasons: string[] = [];
  const platforms = platformCandidates();
  for (const platform of platforms) {
    const loaded = ADDONS[platform]?.((reason) => reasons.push(`  ${platform}: ${firstLine(reason)}`));
    if (loaded !== undefined) return loaded as NativeAddon;
  }
  const expected = platforms.map((platform) => `xero-m2m-${platform}`).join(" or ");
  const runtime = [process.platform, process.arch, libc()].filter(Boolean).join(" ");
  throw new Error(
    `xero-m2m found no native addon for ${runtime}, Node ${process.versions.node}.\n` +
      `It is in the package ${expected || "of your platform, which is not built"}, an optional dependency of xero-m2m.\n` +
      "Install again without --omit=optional, on the platform that runs it, or run `npm install` in a checkout.\n" +
      "A bundle needs that package's .node file next to it: docs/bundling.md has the details.\n" +
      reasons.join("\n"),
  );
}

function firstLine(reason: unknown): string {
  return String(reason instanceof Error ? reason.message : reason).split("\n", 1)[0] ?? "";
}

/** The platforms whose addon may run here; the more likely one first. */
function platformCandidates(): string[] {
  const { platform, arch } = process;
  if (arch !== "x64" && arch !== "arm64") return [];
  if (platform === "darwin") return [`darwin-${arch}`];
  if (platform === "win32") return arch === "x64" ? ["win32-x64-msvc"] : [];
  if (platform !== "linux") return [];
  const [first, second] = libc() === "musl" ? ["musl", "gnu"] : ["gnu", "musl"];
  return [`linux-${arch}-${first}`, `linux-${arch}-${second}`];
}

/**
 * Which C library Linux programs use here, judged by the fixed paths of the loaders: a process report is slow. Deno is
 * built for glibc alone, and would ask the user before it looks.
 */
function libc(): "glibc" | "musl" | undefined {
  if (process.platform !== "linux") return undefined;
  if ("Deno" in globalThis) return "glibc";
  const [musl, glibc] =
    process.arch === "arm64"
      ? ["/lib/ld-musl-aarch64.so.1", "/lib/ld-linux-aarch64.so.1"]
      : ["/lib/ld-musl-x86_64.so.1", "/lib64/ld-linux-x86-64.so.2"];
  return existsSync(musl) && !existsSync(glibc) ? "musl" : "glibc";
}
