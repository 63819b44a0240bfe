import assert from "node:assert/strict";
import { ADDED_FLAGS, REMOVED_FLAGS } from "../../../core/node/kubelet_flag_table.ts";
import { flagsFile, kubeletFlags } from "../../../core/node/kubelet_flags.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const OLD = { version: { major: 1, minor: 20, text: "v1.20.2" }, criSocket: "/run/x.sock" };
const NEW = { version: { major: 1, minor: 37, text: "v1.37.2" }, criSocket: "unix:///run/x.sock" };

/** What the kubelet gets: the file as systemd reads it, and then the bare variable as it splits that. */
function readBack(file: string): string[] {
  const [, quoted = ""] = /^KUBELET_KUBEADM_ARGS="((?:[^"\\]|\\.)*)"\n$/.exec(file) ?? [];
  return split(quoted.replace(/\\(["\\$`])/g, "$1"));
}

/** Blanks part words, unless they are quoted; a backslash takes the next character as it is. */
function split(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let index = 0; index < text.length; index++) {
    const char = text.charAt(index);
    if (char === "\\") word = (word ?? "") + text.charAt(++index);
    else if (char === quote) quote = "";
    else if (quote === "" && /["']/.test(char)) [word, quote] = [word ?? "", char];
    else if (quote === "" && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  return word === undefined ? words : [...words, word];
}

Deno.test("kubeletFlags() writes what was computed by name, then the operator's in their order", () => {
  const flags = kubeletFlags({
    ...OLD,
    hostnameOverride: "other",
    labels: ["zone=a", "disk=ssd"],
    taints: ["a=b:NoSchedule", "c:NoExecute"],
    nodeIp: ["10.0.0.5", "2001:db8::5"],
    extra: [{ name: "v", value: "4" }, { name: "a", value: "b" }, { name: "v", value: "6" }],
  });
  assert.equal(
    flagsFile(flags),
    `KUBELET_KUBEADM_ARGS="${
      [
        "--container-runtime=remote",
        "--container-runtime-endpoint=/run/x.sock",
        "--hostname-override=other",
        "--node-ip=10.0.0.5,2001:db8::5",
        "--node-labels=zone=a,disk=ssd",
        "--register-with-taints=a=b:NoSchedule,c:NoExecute",
        ...["--v=4", "--a=b", "--v=6"],
      ].join(" ")
    }"\n`,
  );
});

Deno.test("kubeletFlags() writes nothing for what nobody asked for", () => {
  assert.equal(
    flagsFile(kubeletFlags({ ...NEW, labels: [], taints: [], nodeIp: undefined, extra: [] })),
    'KUBELET_KUBEADM_ARGS=""\n',
  );
});

Deno.test("an argument of the operator's stands for a computed one of that name", () => {
  const extra = [{ name: "node_ip", value: "10.0.0.9" }];
  assert.deepEqual(kubeletFlags({ ...NEW, nodeIp: ["10.0.0.5"], extra }), extra);
});

Deno.test.each([
  "plain",
  "c d",
  "two  blanks\tand a tab ",
  'say "hi"',
  "it's",
  "back\\slash",
  "all: \"\\\" '$HOME' `id`",
  '{"a":"b"}',
  "$HOME",
  "",
])("flagsFile() brings %s to the kubelet as one argument", (value) => {
  const file = flagsFile([{ name: "a", value }, { name: "v", value: "4" }]);
  assert.equal(file.split("\n").length, 2);
  assert.deepEqual(readBack(file), [`--a=${value}`, "--v=4"]);
});

Deno.test("flagsFile() quotes inside the variable", () => {
  assert.equal(
    flagsFile([{ name: "y", value: "c d" }]),
    'KUBELET_KUBEADM_ARGS="--y=\\"c d\\""\n',
  );
});

/** Flags that the join alone may set, and the release that came without them. */
const OWN_REMOVED: Record<string, number> = { "container-runtime": 27 };

Deno.test("kubeletFlags() writes no flag that a kubelet does not know, from 1.12 to 1.37", () => {
  for (let minor = 12; minor <= 37; minor++) {
    const flags = kubeletFlags({
      version: { major: 1, minor, text: `v1.${minor}.0` },
      criSocket: "unix:///run/x.sock",
      hostnameOverride: "other",
      labels: ["a=b"],
      taints: ["a=b:NoSchedule"],
      nodeIp: ["10.0.0.5"],
    });
    for (const { name } of flags) {
      const gone = REMOVED_FLAGS.get(name) ?? OWN_REMOVED[name] ?? Infinity;
      assert.ok(minor < gone, `${name} in 1.${minor}`);
      assert.ok(minor >= (ADDED_FLAGS.get(name) ?? 0), `${name} in 1.${minor}`);
    }
    const names = flags.map(({ name }) => name);
    assert.equal(names.includes("container-runtime"), minor < 24);
    assert.equal(names.includes("container-runtime-endpoint"), minor < 34);
  }
});
