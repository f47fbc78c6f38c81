/** The classes of records. A family's module loads when one of its classes is first read. */

/** The classes of a module of models: `Invoice` is the class of the schema `Invoice$`. */
export type ClassesOf<Module> = {
  readonly [Name in keyof Module as Name extends `${infer Kind}$` ? Kind : never]: Module[Name] extends {
    readonly recordClass: infer Class;
  }
    ? Class
    : never;
};

/**
 * An object whose properties are record classes, and families of them.
 *
 * @param names The names of the classes in the module that `load` loads.
 * @param families How to load the modules of the other families.
 */
export function lazyClasses(
  names: readonly string[],
  load: () => object,
  families: Readonly<Record<string, () => object>>,
): object {
  const classes = {};
  for (const name of names) defineLazily(classes, name, () => classesIn(load())[name]);
  for (const [name, loadFamily] of Object.entries(families)) {
    defineLazily(classes, name, () => Object.freeze(classesIn(loadFamily())));
  }
  return Object.freeze(classes);
}

function classesIn(module: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(module).map(([name, schema]) => [name.slice(0, -1), schema.recordClass] as const),
  );
}

function defineLazily(object: object, name: string, make: () => unknown): void {
  let value: unknown;
  const get = () => {
    value ??= make();
    return value;
  };
  Object.defineProperty(object, name, { enumerable: true, get });
}
