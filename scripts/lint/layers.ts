import { isIn, placeOf, PRODUCT, targetOf } from "./place.ts";

/** Files in `from` do not import `never`, save what `but` allows. */
interface Layer {
  from: readonly string[];
  never: readonly string[];
  but?: readonly string[];
  because: string;
}

/** Imports point one way: main → phases, plugins, core/cli → core. The first that holds a file counts. */
const LAYERS: readonly Layer[] = [
  {
    from: ["core/engine/"],
    never: [
      ...["core/discovery/", "core/node/", "core/kube/", "core/cli/"],
      ...["phases/", "plugins/", "main.ts", "program.ts"],
    ],
    because: "the engine knows no phase, no plugin and nothing of Kubernetes",
  },
  {
    from: ["core/trust/"],
    never: ["core/", "phases/", "plugins/", "main.ts", "program.ts"],
    but: [
      "core/trust/",
      "core/engine/errors.ts",
      "core/engine/error_codes.ts",
      "core/kube/kubeconfig.ts",
    ],
    because: "trust decisions are reviewed on their own",
  },
  {
    from: ["core/cli/"],
    never: ["phases/", "plugins/", "main.ts", "program.ts"],
    because: "core knows no phase and no plugin by name",
  },
  {
    from: ["core/"],
    never: ["phases/", "plugins/", "core/cli/", "main.ts", "program.ts"],
    because: "core knows no phase, no plugin and no command line",
  },
  {
    from: ["phases/"],
    never: ["plugins/", "core/cli/", "main.ts", "program.ts"],
    because: "phases import only core",
  },
  {
    from: ["plugins/"],
    never: ["phases/", "core/cli/", "main.ts", "program.ts"],
    because: "plugins import only core",
  },
];

const HOST = ["core/host/"];
const HOST_TYPES = "core/host/types.ts";
const HOST_USERS = ["main.ts", "program.ts", "core/host/", "tests/", "scripts/"];

/** Says why a file may not import another; `undefined` when it may. */
function objection(place: string, target: string, typeOnly: boolean): string | undefined {
  if (target === HOST_TYPES && typeOnly) return undefined;
  if (isIn(target, HOST) && !isIn(place, HOST_USERS)) {
    return "the machine comes as an argument: only types, from core/host/types.ts";
  }
  if (isIn(place, PRODUCT) && isIn(target, ["tests/", "scripts/"])) {
    return "the product does not depend on its tests and scripts";
  }
  const layer = LAYERS.find(({ from }) => isIn(place, from));
  if (!layer || !isIn(target, layer.never) || isIn(target, layer.but ?? [])) return undefined;
  return layer.because;
}

type Importing =
  | Deno.lint.ImportDeclaration
  | Deno.lint.ExportNamedDeclaration
  | Deno.lint.ExportAllDeclaration;

/** Keeps the direction of imports. */
export const layers: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);

    function check(node: Deno.lint.Node, specifier: unknown, typeOnly: boolean) {
      if (typeof specifier !== "string") return;
      const target = targetOf(context.filename, specifier);
      const because = target && objection(place, target, typeOnly);
      if (because) {
        context.report({ node, message: `"${place}" imports "${target}"`, hint: because });
      }
    }
    function checkStatement(node: Importing) {
      check(node, node.source?.value, isTypeOnly(node));
    }

    return {
      ImportDeclaration: checkStatement,
      ExportNamedDeclaration: checkStatement,
      ExportAllDeclaration: checkStatement,
      ImportExpression(node) {
        check(node, node.source.type === "Literal" ? node.source.value : undefined, false);
      },
    };
  },
};

/** `import type …`, or every name in the braces marked as a type. */
function isTypeOnly(node: Importing): boolean {
  if (node.type === "ImportDeclaration") {
    if (node.importKind === "type") return true;
    return node.specifiers.length > 0 && node.specifiers.every(function isType(specifier) {
      return specifier.type === "ImportSpecifier" && specifier.importKind === "type";
    });
  }
  if (node.exportKind === "type") return true;
  return node.type === "ExportNamedDeclaration" && node.specifiers.length > 0 &&
    node.specifiers.every((specifier) => specifier.exportKind === "type");
}
