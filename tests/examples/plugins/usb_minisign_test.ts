import assert from "node:assert/strict";
import { capture } from "../../../scripts/build/command.ts";
import { findProgram, testWith } from "../../support/servers/program.ts";
import { discoverListed } from "./listed.ts";
import { propose, refuse, run } from "./running.ts";

Deno.test.sanitizer({ ops: true, resources: true });

/** Debian's package minisign has it. */
const MINISIGN = findProgram("minisign", "KUBEWORKER_MINISIGN");
const NEEDED = { minisign: MINISIGN };
const NAME = "usb-minisign";

const CLUSTER = {
  servers: ["10.0.0.1:6443"],
  caPem: "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n",
  token: "abcdef.0123456789abcdef",
};

async function minisign(...args: string[]): Promise<void> {
  const { code, stderr } = await capture(MINISIGN ?? "minisign", args);
  assert.equal(code, 0, stderr);
}

/** A stick with a file that minisign has signed, and the keys that lie elsewhere. */
interface Stick extends AsyncDisposable {
  readonly file: string;
  readonly section: { file: string; publicKey: string };
  readonly granted: { read: string[] };
  /** Changes the file, or one line of its signature. */
  rewrite(which: "file" | "signature", change: (text: string) => string): Promise<void>;
}

async function stick(
  { content = JSON.stringify(CLUSTER), flags = [] }: { content?: string; flags?: string[] } = {},
): Promise<Stick> {
  const folder = await Deno.makeTempDir({ prefix: "kubeworker-usb-" });
  const [media, file] = [`${folder}/media`, `${folder}/media/cluster.json`];
  const keys = ["-s", `${folder}/key`];
  await Deno.mkdir(media);
  await Deno.writeTextFile(file, content);
  await minisign("-G", "-W", "-p", `${folder}/key.pub`, ...keys);
  await minisign("-S", ...flags, ...keys, "-t", "cluster of the lab, 2026", "-m", file);
  const [, publicKey = ""] = (await Deno.readTextFile(`${folder}/key.pub`)).split("\n");
  return {
    file,
    section: { file, publicKey },
    granted: { read: [media] },
    async rewrite(which, change) {
      const path = which === "file" ? file : `${file}.minisig`;
      await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

for (
  const { kind, flags } of [{ kind: "a prehashed", flags: ["-H"] }, {
    kind: "an older",
    flags: ["-l"],
  }]
) {
  testWith(NEEDED, `${NAME} believes a file with ${kind} signature`, async () => {
    await using usb = await stick({ flags });
    const { token, ...cluster } = CLUSTER;
    const { answer, log } = await run(NAME, usb.section, usb.granted);
    assert.deepEqual(answer, {
      kind: "answer",
      value: {
        ...cluster,
        credential: { token },
        evidence: { kind: "vouched", by: `minisign key ${usb.section.publicKey}` },
      },
    });
    assert.match(log.join("\n"), /"cluster of the lab, 2026"/);
  });

  testWith(NEEDED, `${NAME} refuses a file that was changed below ${kind} signature`, async () => {
    await using usb = await stick({ flags });
    await usb.rewrite("file", (text) => text.replace("10.0.0.1", "10.0.0.2"));
    const { everything } = await refuse("forged", NAME, usb.section, usb.granted);
    assert.ok(!everything.includes(CLUSTER.token));
  });
}

testWith(NEEDED, `${NAME} brings a join what was signed`, async () => {
  await using usb = await stick();
  const { proposal } = await discoverListed(NAME, usb.section, { ...usb.granted, vouch: true });
  assert.deepEqual(proposal.servers, CLUSTER.servers);
  assert.deepEqual(proposal.evidence, {
    kind: "source",
    because: "vouched for by a plugin",
    by: `minisign key ${usb.section.publicKey}`,
  });
});

testWith(NEEDED, `${NAME} refuses a prehashed signature that poses as an older one`, async () => {
  await using usb = await stick({ flags: ["-H"] });
  await usb.rewrite("signature", (text) => text.replace(/^RU/m, "RW"));
  await refuse("forged", NAME, usb.section, usb.granted);
});

testWith(NEEDED, `${NAME} refuses a trusted comment that was changed`, async () => {
  await using usb = await stick();
  await usb.rewrite("signature", (text) => text.replace("of the lab", "of us all"));
  const { message } = await refuse("forged", NAME, usb.section, usb.granted);
  assert.match(message, /trusted comment/i);
});

testWith(NEEDED, `${NAME} does not mind a change of the untrusted comment`, async () => {
  await using usb = await stick();
  await usb.rewrite("signature", (text) => text.replace(/^.*/, "untrusted comment: whatever"));
  assert.ok(await propose(NAME, usb.section, usb.granted));
});

testWith(NEEDED, `${NAME} refuses the signature of another key, and names both`, async () => {
  await using usb = await stick();
  await using other = await stick();
  const section = { ...usb.section, publicKey: other.section.publicKey };
  const { message } = await refuse("other-key", NAME, section, usb.granted);
  // minisign says the same id in the comment of the signature, or of the key.
  assert.match(message, /"[0-9A-F]{16}", not "[0-9A-F]{16}"/);
});

testWith(NEEDED, `${NAME} refuses another key that has taken over the id`, async () => {
  await using usb = await stick();
  await using other = await stick();
  const [mine, theirs] = [usb, other].map(({ section }) =>
    Uint8Array.fromBase64(section.publicKey)
  );
  const mixed = new Uint8Array([...mine?.subarray(0, 10) ?? [], ...theirs?.subarray(10) ?? []]);
  const section = { ...usb.section, publicKey: mixed.toBase64() };
  await refuse("forged", NAME, section, usb.granted);
});

testWith(NEEDED, `${NAME} says that a signature is none`, async () => {
  await using usb = await stick();
  for (const text of ["", "RW\n", "untrusted comment: x\n????\ntrusted comment: y\n????\n"]) {
    await usb.rewrite("signature", () => text);
    await refuse("not-a-signature", NAME, usb.section, usb.granted);
  }
});

testWith(NEEDED, `${NAME} says that a stick is not mounted, or lacks the signature`, async () => {
  await using usb = await stick();
  await Deno.remove(`${usb.file}.minisig`);
  const { message } = await refuse("no-file", NAME, usb.section, usb.granted);
  assert.match(message, /\.minisig"$/);
  await Deno.remove(usb.file);
  const { hint } = await refuse("no-file", NAME, usb.section, usb.granted);
  assert.match(hint, /findmnt/);
});

testWith(NEEDED, `${NAME} reads no file above 1 MiB, and none that is not plain`, async () => {
  await using usb = await stick();
  await usb.rewrite("file", () => "x".repeat((1 << 20) + 1));
  await refuse("not-a-file", NAME, usb.section, usb.granted);
  await Deno.remove(usb.file);
  await Deno.mkdir(usb.file);
  await refuse("not-a-file", NAME, usb.section, usb.granted);
});

testWith(NEEDED, `${NAME} says that a signed file is not JSON`, async () => {
  await using usb = await stick({ content: "servers: [10.0.0.1:6443]\n" });
  await refuse("not-json", NAME, usb.section, usb.granted);
});
