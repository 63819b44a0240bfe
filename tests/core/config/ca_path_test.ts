import assert from "node:assert/strict";
import { parseCaPath } from "../../../core/config/ca_path.ts";
import { throwsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

Deno.test("parseCaPath() takes an absolute path that ends in .crt", () => {
  assert.equal(parseCaPath("/opt/pki/cluster ca.crt"), "/opt/pki/cluster ca.crt");
});

Deno.test.each([
  { text: "" },
  { text: "pki/ca.crt" },
  { text: "/etc/../ca.crt" },
  { text: "/etc//ca.crt" },
  { text: "/etc/ca.crt/" },
  { text: "/etc/ca.pem" },
  { text: "/etc/a\nb.crt" },
])("parseCaPath() refuses $text", ({ text }) => {
  throwsWith("ca-path-malformed", () => parseCaPath(text));
});
