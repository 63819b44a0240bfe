import { isIn, placeOf } from "./place.ts";

const ALLOWED = ["core/host/", "tests/", "scripts/", "examples/"];

const HINT = "Take it from the Host, which is an argument: see core/host/types.ts";

const MODULES = new Set(
  [
    "https",
    "http",
    "http2",
    "net",
    "tls",
    "dns",
    "child_process",
    "fs",
    "fs/promises",
    "os",
    "process",
  ]
    .map((name) => `node:${name}`),
);

/** Globals that reach the machine, its network or its clock, whatever is done with them. */
const GLOBALS = new Set(["Deno", "fetch", "setTimeout", "setInterval", "console"]);

/** Globals of which only one member reads the clock. */
const CLOCKS: Record<string, string> = { Date: "now", performance: "now" };

/** The machine, the network, time and the terminal belong to the Host. */
export const hostOnly: Deno.lint.Rule = {
  create(context) {
    if (isIn(placeOf(context.filename), ALLOWED)) return {};

    function refuse(node: Deno.lint.Node, what: string) {
      context.report({ node, message: `${what} outside core/host`, hint: HINT });
    }
    function checkSource(node: Deno.lint.Node, source: unknown) {
      if (typeof source === "string" && MODULES.has(source)) refuse(node, `"${source}"`);
    }

    return {
      ImportDeclaration(node) {
        if (node.importKind !== "type") checkSource(node, node.source.value);
      },
      ExportNamedDeclaration(node) {
        checkSource(node, node.source?.value);
      },
      ExportAllDeclaration(node) {
        checkSource(node, node.source.value);
      },
      ImportExpression(node) {
        checkSource(node, node.source.type === "Literal" ? node.source.value : undefined);
      },
      Identifier(node) {
        if (GLOBALS.has(node.name) && isReference(node)) refuse(node, `"${node.name}"`);
      },
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
        const member = node.property.name;
        if (CLOCKS[node.object.name] === member) refuse(node, `"${node.object.name}.${member}"`);
        if (node.object.name === "globalThis" && GLOBALS.has(member)) refuse(node, `"${member}"`);
      },
      NewExpression(node) {
        const isDate = node.callee.type === "Identifier" && node.callee.name === "Date";
        if (isDate && node.arguments.length === 0) refuse(node, '"new Date()"');
      },
    };
  },
};

/** False for a name that is only spelled like a global: a member, a key, a label, an import. */
function isReference(node: Deno.lint.Identifier): boolean {
  const parent = node.parent as Deno.lint.Node;
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node || parent.computed;
    case "Property":
      return parent.value === node || parent.computed;
    case "PropertyDefinition":
    case "MethodDefinition":
    case "TSPropertySignature":
    case "TSMethodSignature":
    case "ImportSpecifier":
    case "ExportSpecifier":
      return false;
    default:
      return true;
  }
}
