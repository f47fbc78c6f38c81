/** Finds and loads the native addon, on first use. */

import { existsSync } from "node:fs";
import { join } from "node:path";

/** A client of the core. Replies are JSON texts; `{"error": …}` stands for a failure. */
export interface NativeClient {
  /** `listener` is called while the call waits, when there are events to take. */
  invokeSync(request: string, payload?: Uint8Array, listener?: () => void): string;
  invoke(request: string, cancelId: number, payload?: Uint8Array): Promise<string>;
  /** The reply's JSON, a line end, and the bytes of a file. */
  invokeBytesSync(request: string, listener?: () => void): Uint8Array;
  invokeBytes(request: string, cancelId: number): Promise<Uint8Array>;
  pages(request: string): NativePages | string;
  /** The error of the call that was given up; an empty text where it has ended. */
  cancel(cancelId: number): string;
  /** All events are told, or warnings alone. */
  listen(toAll: boolean): void;
  readonly hasEvents: boolean;
  /** The events since the last time, as a list. */
  takeEvents(): string;
  withOptions(options: string): NativeClient | string;
  close(): void;
  readonly closed: boolean;
  describe(): string;
  readonly wantsSecret: boolean;
  supplySecret(secret: string): string;
}

/** The pages of a list, fetched ahead. An empty text stands for the end. */
export interface NativePages {
  nextSync(listener?: () => void): string;
  next(cancelId: number): Promise<string>;
  /** Gives up what is fetched ahead. */
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
export interface Native {
  openClient(options: string, environment: Record<string, string>, blocking: boolean): NativeClient | string;
  startDemo(options: string): NativeDemo | string;
  toWire(schema: string, record: string): string;
  operations(): string;
  /** The field of Xero's that a name may mean, in any casing or misspelt. */
  nearestField(name: string): string | null;
  errorCodes(): string[];
  environmentVariables(): string[];
  runCli(argumentList: string[]): number;
}

let loaded: Native | undefined;

/** The addon; loaded when something first needs it, so that importing the package stays quick. */
export function native(): Native {
  loaded ??= load();
  return loaded;
}

function load(): Native {
  const reasons: string[] = [];
  const platforms = candidates();
  for (const platform of platforms) {
    for (const place of [join(__dirname, "..", "native", `xero-m2m.${platform}.node`), `xero-m2m-${platform}`]) {
      if (place.endsWith(".node") && !existsSync(place)) continue;
      try {
        return require(place) as Native;
      } catch (reason) {
        reasons.push(`  ${place}: ${firstLine(reason)}`);
      }
    }
  }
  const expected = platforms.map((platform) => `xero-m2m-${platform}`).join(" or ");
  const here = [process.platform, process.arch, libc()].filter(Boolean).join(" ");
  throw new Error(
    `xero-m2m found no native addon for ${here}, Node ${process.versions.node}.\n` +
      `It is in the package ${expected || "of your platform, which is not built"}, an optional dependency of xero-m2m.\n` +
      "Install again without --omit=optional and on the platform that runs it, or run `npm install` in a checkout.\n" +
      reasons.join("\n"),
  );
}

function firstLine(reason: unknown): string {
  return String(reason instanceof Error ? reason.message : reason).split("\n", 1)[0] ?? "";
}

/** The platforms whose addon may run here, the likelier first. */
function candidates(): string[] {
  const { platform, arch } = process;
  if (arch !== "x64" && arch !== "arm64") return [];
  if (platform === "darwin") return [`darwin-${arch}`];
  if (platform === "win32") return arch === "x64" ? ["win32-x64-msvc"] : [];
  if (platform !== "linux") return [];
  const [first, second] = libc() === "musl" ? ["musl", "gnu"] : ["gnu", "musl"];
  return [`linux-${arch}-${first}`, `linux-${arch}-${second}`];
}

/** Which C library Linux programs use here. The loaders' fixed paths tell, without the cost of a process report. */
function libc(): "glibc" | "musl" | undefined {
  if (process.platform !== "linux") return undefined;
  const [musl, glibc] =
    process.arch === "arm64"
      ? ["/lib/ld-musl-aarch64.so.1", "/lib/ld-linux-aarch64.so.1"]
      : ["/lib/ld-musl-x86_64.so.1", "/lib64/ld-linux-x86-64.so.2"];
  return existsSync(musl) && !existsSync(glibc) ? "musl" : "glibc";
}
