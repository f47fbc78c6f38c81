/** One body for blocking and awaited calls. */

/**
 * A generator that yields whatever takes time: a value in a blocking call, a promise of it in an awaited one. Each
 * `yield` returns the value.
 */
export type Steps<T> = Generator<unknown, T, unknown>;

/** The result of steps that yield values. */
export function runBlocking<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next(step.value);
  return step.value;
}

/** The result of steps that yield promises. */
export async function runAwaited<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = await step.value;
    } catch (reason) {
      step = steps.throw(reason);
      continue;
    }
    step = steps.next(value);
  }
  return step.value;
}
