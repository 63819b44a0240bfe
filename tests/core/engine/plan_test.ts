import assert from "node:assert/strict";
import type { AnyPhase } from "../../../core/engine/phase.ts";
import { plan } from "../../../core/engine/plan.ts";
import type { JoinState } from "../../../core/engine/state.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

type Value = keyof JoinState;

function phase(name: string, needs: Value[] = [], provides: Value[] = []): AnyPhase<unknown> {
  return { name, summary: "", needs, provides, changes: [], run: () => Promise.resolve({}) };
}

const manifest = [
  phase("look"),
  phase("find", [], ["cluster"]),
  phase("configure", ["cluster"], ["kubeletConfig"]),
  phase("identify", ["cluster", "kubeletConfig"], ["identity"]),
  phase("start", ["cluster", "identity"]),
];

function shown(options: Parameters<typeof plan>[1] = {}): string {
  return plan(manifest, options).map(({ phase, action }) => `${phase.name}:${action}`).join(" ");
}

Deno.test("plan() runs the whole manifest in its order", () => {
  assert.equal(shown(), "look:run find:run configure:run identify:run start:run");
});

Deno.test.each([
  { skip: ["look"], is: "look:skip find:run configure:run identify:run start:run" },
  { skip: ["start"], is: "look:run find:run configure:run identify:run start:skip" },
  { skip: ["start", "identify"], is: "look:run find:run configure:run identify:skip start:skip" },
  { skip: ["look", "look"], is: "look:skip find:run configure:run identify:run start:run" },
  {
    skip: ["find", "configure", "identify", "start"],
    is: "look:run find:skip configure:skip identify:skip start:skip",
  },
])("plan() leaves out $skip", ({ skip, is }) => {
  assert.equal(shown({ skip }), is);
});

Deno.test("plan() refuses to skip a provider", () => {
  const error = throwsWith("phase-provider-skipped", () => shown({ skip: ["configure"] }));
  assert.match(error.message, /skip phase "configure": phase "identify" needs the kubeletConfig/);
  assert.match(error.hint, /add identify to --skip-phases, or leave configure in/);
});

Deno.test("plan() refuses to skip a provider of which only one dependent is skipped", () => {
  throwsWith("phase-provider-skipped", () => shown({ skip: ["find", "configure"] }));
});

Deno.test.each([
  { only: "look", is: "look:run" },
  { only: "find", is: "find:run" },
  { only: "configure", is: "find:provide configure:run" },
  { only: "start", is: "find:provide configure:provide identify:provide start:run" },
])("plan() for $only alone provides what it needs", ({ only, is }) => {
  assert.equal(shown({ only }), is);
});

Deno.test.each([
  { options: { skip: ["lok"] }, name: "lok", near: "look" },
  { options: { only: "configur" }, name: "configur", near: "configure" },
  { options: { skip: ["Look"] }, name: "Look", near: "look" },
  { options: { skip: ["nothing-of-that-kind"] }, name: "nothing-of-that-kind", near: undefined },
  { options: { skip: [""] }, name: "", near: undefined },
])('plan() knows no phase "$name" and suggests $near', ({ options, name, near }) => {
  const error = throwsWith("phase-unknown", () => shown(options));
  assert.ok(error.message.includes(`"${name}"`));
  assert.equal(/did you mean "([^"]*)"/.exec(error.hint)?.[1], near);
  assert.match(error.hint, /look, find, configure, identify, start/);
});

Deno.test("plan() refuses two phases of one name", () => {
  const error = throwsWith("phase-provider-duplicate", () => plan([phase("a"), phase("a")]));
  assert.match(error.message, /"a"/);
});

Deno.test("plan() refuses two providers of one value", () => {
  const twice = [phase("a", [], ["cluster"]), phase("b", [], ["cluster"])];
  const error = throwsWith("phase-provider-duplicate", () => plan(twice));
  assert.match(error.message, /"a" and "b" both provide the cluster/);
});

Deno.test("plan() refuses a manifest that lists a provider too late", () => {
  const late = [phase("a", ["cluster"]), phase("b", [], ["cluster"])];
  const error = throwsWith("phase-order-wrong", () => plan(late));
  assert.match(error.message, /"a" needs the cluster, but "b", which provides it, comes later/);
});

Deno.test("plan() refuses a need that nobody provides, also of itself", () => {
  const error = throwsWith("phase-order-wrong", () => plan([phase("a", ["identity"])]));
  assert.match(error.message, /no phase provides/);
  throwsWith("phase-order-wrong", () => plan([phase("a", ["cluster"], ["cluster"])]));
});

Deno.test("plan() looks at the manifest before the options", () => {
  throwsWith("phase-order-wrong", () => plan([phase("a", ["identity"])], { only: "zzz" }));
});
