/// <reference lib="esnext.disposable" preserve="true" />
/** Symbols of the language and of notebooks that this package's classes implement. */

/** `Symbol.dispose`, or a substitute if this version of Node has none. */
export const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** `Symbol.asyncDispose`, or a substitute if this version of Node has none. */
export const asyncDispose: typeof Symbol.asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");

/** The method that `console.log` and `util.inspect` call for the text of a value. */
export const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** The method that Jupyter kernels for TypeScript (Deno's, tslab) call for the display of a value. */
export const display: unique symbol = Symbol.for("Jupyter.display");
