/** The shipped types, with each compiler that programs use. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { before, test } from "node:test";
import { root, run } from "../support/helpers.mjs";

const require = createRequire(import.meta.url);
const types = join(root, "tests", "node", "packaging", "types");
const compilers = join(root, "tests", "node", "packaging", "compilers");
const names = Object.keys(require(join(compilers, "package.json")).dependencies);
const folders = [
  ...names.map((name) => join(compilers, "node_modules", name)),
  dirname(require.resolve("typescript/package.json")),
];

before(() => {
  // A compiler that is there is of the version that the lock names: a new version has a new name.
  if (names.every((name) => existsSync(join(compilers, "node_modules", name)))) return;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["ci", "--loglevel=error"], { cwd: compilers, shell: process.platform === "win32" });
});

/** What a compiler prints about a project, without colours. */
async function compile(folder, config) {
  const { stdout } = await run([join(folder, "bin", "tsc"), "-p", join(types, config), "--pretty", "false"]);
  return stdout;
}

for (const folder of folders) {
  const name = basename(folder);
  test(`${name}: right use compiles strictly, and each misuse is marked at the word that is wrong`, async () => {
    const stdout = await compile(folder, "tsconfig.json");
    const marked = [...stdout.matchAll(/(\w+\.c?ts)\((\d+),(\d+)\): error/g)];
    const places = new Set(marked.map(([, file, line, column]) => `${file}:${line}:${column}`));
    assert.deepEqual([...places].sort(), misuses().sort(), stdout);
  });

  test(`${name}: a program with no newer library of the language compiles`, async () => {
    assert.equal(await compile(folder, "plain.tsconfig.json"), "");
  });
}

/** The places in `misuse.ts` above which a `^` stands. */
function misuses() {
  const lines = readFileSync(join(types, "misuse.ts"), "utf8").split("\n");
  return lines.flatMap((line, index) => {
    const [marks] = line.match(/^ *\/\/[ ^]*\^(?= )/) ?? [""];
    return [...marks.matchAll(/\^/g)].map((mark) => `misuse.ts:${index}:${mark.index + 1}`);
  });
}

test("the declarations ask for no package that an installation may lack", () => {
  const dist = join(root, "node", "dist");
  for (const file of readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".d.ts"))) {
    assert.doesNotMatch(readFileSync(join(dist, file), "utf8"), /@opentelemetry/, file);
  }
});

test("no name means two things", () => {
  const ts = require(join(compilers, "node_modules", "typescript-6"));
  const entry = join(root, "node", "dist", "index.d.ts");
  const program = ts.createProgram([entry], { strict: true, module: ts.ModuleKind.NodeNext });
  const checker = program.getTypeChecker();
  const aliased = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const meanings = new Map();
  const collect = (owner, path) => {
    for (const exported of checker.getExportsOfModule(owner)) {
      const symbol = aliased(exported);
      const { name } = exported;
      if (symbol.flags & ts.SymbolFlags.Type) {
        const type = checker.getDeclaredTypeOfSymbol(symbol);
        const known = meanings.get(name) ?? new Map();
        // The root repeats some names of `models`.
        if (path !== "" || !known.has(type)) known.set(type, `${path}${name}`);
        meanings.set(name, known);
      }
      if (symbol.flags & (ts.SymbolFlags.Module | ts.SymbolFlags.Namespace)) collect(symbol, `${path}${name}.`);
    }
  };
  collect(checker.getSymbolAtLocation(program.getSourceFile(entry)), "");
  // The path of a family tells its records and resources apart from those of others.
  const isOfFamily = (path) => path.split(".").length > 2;
  const isOfPackage = (path) => !path.includes(".");
  const homonyms = [...meanings.values()]
    .map((known) => [...known.values()])
    .filter((paths) => paths.length > 1)
    .filter((paths) => paths.some(isOfPackage) || paths.filter((path) => !isOfFamily(path)).length > 1);
  assert.ok(meanings.size > 500, String(meanings.size));
  assert.deepEqual(homonyms, []);
});
