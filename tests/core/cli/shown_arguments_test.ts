import assert from "node:assert/strict";
import { shownArguments } from "../../../core/cli/report/shown_arguments.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const SECRET = "0123456789abcdef";

Deno.test.each([
  { args: ["--token", `abcdef.${SECRET}`], shown: ["--token", "abcdef.[redacted]"] },
  { args: [`--token=abcdef.${SECRET}`], shown: ["--token=abcdef.[redacted]"] },
  { args: ["--discovery-token", `abc.${SECRET}`], shown: ["--discovery-token", "[redacted]"] },
  { args: ["--tls-bootstrap-token", `${SECRET}`], shown: ["--tls-bootstrap-token", "[redacted]"] },
  { args: ["--token", "-"], shown: ["--token", "-"] },
  { args: ["a:6443", `abcdef.${SECRET}`], shown: ["a:6443", "abcdef.[redacted]"] },
  {
    args: ["--discovery-plugin-option", `password=${SECRET}`],
    shown: ["--discovery-plugin-option", "password=[redacted]"],
  },
  {
    args: ["--discovery-file", `https://me:${SECRET}@boot/x?sig=${SECRET}#sha256=ab`],
    shown: ["--discovery-file", "https://…@boot/x?…#sha256=ab"],
  },
  { args: ["join", "10.0.0.1:6443", "-v"], shown: ["join", "10.0.0.1:6443", "-v"] },
])("shownArguments() shows $shown", ({ args, shown }) => {
  assert.deepEqual(shownArguments(args), shown);
});
