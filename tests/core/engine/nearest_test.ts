import assert from "node:assert/strict";
import { nearest } from "../../../core/engine/nearest.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const names = ["preflight", "discovery", "kubelet-dynamic-config", "tls-bootstrap", "finalize"];

Deno.test.each([
  { word: "prefligth", is: "preflight" },
  { word: "PREFLIGHT", is: "preflight" },
  { word: "tlsbootstrap", is: "tls-bootstrap" },
  { word: "kubelet-config", is: undefined },
  { word: "kubelet-dynamic-conf", is: "kubelet-dynamic-config" },
  { word: "finalise", is: "finalize" },
  { word: "", is: undefined },
  { word: "zzz", is: undefined },
  { word: "kubelet-start", is: undefined },
])('nearest() finds $is for "$word"', ({ word, is }) => {
  assert.equal(nearest(word, names), is);
});

Deno.test("nearest() prefers the smaller distance, then the earlier candidate", () => {
  assert.equal(nearest("bat", ["cart", "cat", "hat"]), "cat");
  assert.equal(nearest("bat", []), undefined);
});
