import assert from "node:assert/strict";
import { find } from "./checking.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const ENFORCE = "/sys/fs/selinux/enforce";
const APPARMOR = "/sys/module/apparmor/parameters/enabled";

Deno.test.each([
  { what: "it is absent", files: {}, is: 0 },
  { what: "it is permissive", files: { [ENFORCE]: "0" }, is: 0 },
  { what: "it is enforced", files: { [ENFORCE]: "1" }, is: 1 },
  {
    what: "it is enforced with another module",
    files: { [ENFORCE]: "1", "/var/lib/selinux/targeted/active/modules/100/base/cil": "" },
    is: 1,
  },
  {
    what: "it is enforced with the containers' policy",
    files: { [ENFORCE]: "1", "/var/lib/selinux/targeted/active/modules/200/container/cil": "" },
    is: 0,
  },
])("SELinux makes $is findings where $what", async ({ files, is }) => {
  const found = await find("SELinux", { files });
  assert.equal(found.length, is);
  if (is > 0) assert.match(found[0] ?? "", /^warning SELinux is enforced/);
});

Deno.test("AppArmor needs its parser where it is on", async () => {
  assert.deepEqual(await find("AppArmor"), []);
  assert.deepEqual(await find("AppArmor", { files: { [APPARMOR]: "N\n" } }), []);
  const [found] = await find("AppArmor", { files: { [APPARMOR]: "Y\n" } });
  assert.match(found ?? "", /^warning AppArmor is on, but there is no apparmor_parser/);
  const installed = await find("AppArmor", {
    files: { [APPARMOR]: "Y\n" },
    arrange: (root) => root.script("/sbin/apparmor_parser", "exit 0"),
  });
  assert.deepEqual(installed, []);
});
