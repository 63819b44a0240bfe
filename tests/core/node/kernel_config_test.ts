import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { createFiles } from "../../../core/host/files.ts";
import { createRawFiles } from "../../../core/host/raw_files.ts";
import type { Host } from "../../../core/host/types.ts";
import { type KernelConfig, readKernelConfig } from "../../../core/node/kernel_config.ts";
import { type TemporaryRoot, temporaryRoot } from "../kit/temporary_root.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const RELEASE = "6.1.0";
const TEXT = `# a comment: CONFIG_COMMENT=y
CONFIG_FIRST=y
CONFIG_MODULE=m
CONFIG_NOT=n
# CONFIG_UNSET is not set
CONFIG_NUMBER=250
CONFIG_LONGER_NAME=y
CONFIG_LAST=y`;

async function read(
  arrange: (root: TemporaryRoot) => Promise<unknown>,
): Promise<KernelConfig | undefined> {
  await using root = await temporaryRoot();
  await arrange(root);
  const sandbox = { files: createRawFiles(root.path) } as unknown as Host["sandbox"];
  return await readKernelConfig({ files: createFiles(root.path), sandbox }, RELEASE);
}

async function putCompressed(root: TemporaryRoot, bytes: Uint8Array): Promise<void> {
  await Deno.mkdir(`${root.path}/proc`, { recursive: true });
  await Deno.writeFile(`${root.path}/proc/config.gz`, bytes);
}

Deno.test.each([
  { option: "FIRST", is: true },
  { option: "MODULE", is: true },
  { option: "LAST", is: true },
  { option: "NOT", is: false },
  { option: "UNSET", is: false },
  { option: "NUMBER", is: false },
  { option: "NAME", is: false },
  { option: "LONGER", is: false },
  { option: "COMMENT", is: false },
  { option: "ABSENT", is: false },
])("the kernel's configuration has $option: $is", async ({ option, is }) => {
  const config = await read((root) => putCompressed(root, gzipSync(TEXT)));
  assert.equal(config?.path, "/proc/config.gz");
  assert.equal(config?.has(option), is);
});

Deno.test("the kernel's configuration is taken from the first place that has it", async () => {
  const boot = await read(async (root) => {
    await root.put("/usr/src/linux/.config", "CONFIG_SOURCE=y\n");
    await root.put(`/boot/config-${RELEASE}`, "CONFIG_BOOT=y\n");
  });
  assert.deepEqual([boot?.path, boot?.has("BOOT"), boot?.has("SOURCE")], [
    `/boot/config-${RELEASE}`,
    true,
    false,
  ]);
  const modules = await read((root) => root.put(`/lib/modules/${RELEASE}/build/.config`, "\n"));
  assert.equal(modules?.path, `/lib/modules/${RELEASE}/build/.config`);
});

Deno.test("the kernel's configuration is unknown where nothing has it or it is broken", async () => {
  assert.equal(await read(() => Promise.resolve()), undefined);
  assert.equal(
    await read((root) => root.put("/boot/config-5.10.0", "CONFIG_OTHER=y\n")),
    undefined,
  );
  assert.equal(await read((root) => root.put("/proc/config.gz", "no gzip")), undefined);
  const cut = gzipSync(TEXT.repeat(100)).subarray(0, 40);
  assert.equal(await read((root) => putCompressed(root, cut)), undefined);
});
