/** The variables of the environment that the core knows. */

interface Deno {
  readonly permissions: { querySync(permission: { name: "env"; variable: string }): { readonly state: string } };
}

/**
 * The values of these variables. Deno asks the user before a program reads a variable without permission; such a
 * variable counts as not set.
 */
export function readEnvironment(names: readonly string[]): Record<string, string> {
  const { Deno: deno } = globalThis as { Deno?: Deno };
  const environment: Record<string, string> = {};
  for (const name of names) {
    if (deno !== undefined && deno.permissions.querySync({ name: "env", variable: name }).state !== "granted") continue;
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
