/// <reference lib="esnext.disposable" preserve="true" />
/** Symbols of the language and of notebooks that this package's classes answer to. */

/** `Symbol.dispose`, or a stand-in where this Node has none yet. */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** `Symbol.asyncDispose`, or a stand-in where this Node has none yet. */
export const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

/** How `console.log` and `util.inspect` ask a value for its text. */
export const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** How Jupyter kernels for TypeScript (Deno's, tslab) ask a value for its display. */
export const display: unique symbol = Symbol.for("Jupyter.display");
