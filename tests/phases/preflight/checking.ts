import assert from "node:assert/strict";
import type { JoinFlags } from "../../../core/config/join_flags.ts";
import { readJoinOptions } from "../../../core/config/join_options.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createHost } from "../../../core/host/host.ts";
import { proxyFor } from "../../../core/host/proxy.ts";
import type { Local } from "../../../core/host/types.ts";
import { createNodeFacts } from "../../../core/node/facts.ts";
import { checks } from "../../../phases/preflight/manifest.ts";
import {
  type ContainerRuntimeOptions,
  startContainerRuntime,
} from "../../support/container_runtime.ts";
import { fakeServices } from "../../core/kit/joining.ts";
import { type TemporaryRoot, temporaryRoot } from "../../core/kit/temporary_root.ts";

const SOCKET = "/var/run/containerd/containerd.sock";
const DEADLINE_MS = 15_000;

export interface Looking {
  flags?: JoinFlags;
  /** path → text: what is there before. */
  files?: Readonly<Record<string, string>>;
  /** path → target */
  links?: Readonly<Record<string, string>>;
  /** More than files, as directories. */
  arrange?: (root: TemporaryRoot) => unknown;
  kubelet?: string;
  runtime?: Omit<ContainerRuntimeOptions, "path">;
  /** In place of what the real machine is like. */
  local?: Partial<Local>;
  /** Named by the environment's HTTPS_PROXY. */
  proxy?: string;
  clockAheadMs?: number;
  /** False: as part of a whole join. */
  alone?: boolean;
}

/** Runs one check on a machine that has only what the test puts there. @returns "LEVEL text", each */
export async function find(name: string, looking: Looking = {}): Promise<string[]> {
  return (await findings(name, looking)).map(({ level, text }) => `${level} ${text}`);
}

/** The same with the hints, each of which must say something. */
export async function findings(
  name: string,
  looking: Looking = {},
): Promise<{ level: string; text: string; hint: string }[]> {
  const { flags = {}, files = {}, links = {}, kubelet = "v1.37.2", runtime, local = {} } = looking;
  await using root = await temporaryRoot();
  await root.script("/usr/bin/kubelet", `echo Kubernetes ${kubelet}`);
  for (const [path, text] of Object.entries(files)) await root.put(path, text);
  for (const [path, target] of Object.entries(links)) {
    await Deno.mkdir((root.path + path).replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.symlink(target, root.path + path);
  }
  await Deno.mkdir(`${root.path}/var/run/containerd`, { recursive: true });
  await using _runtime = runtime === undefined
    ? undefined
    : await startContainerRuntime({ ...runtime, path: root.path + SOCKET });
  await looking.arrange?.(root);
  const before = await root.tree();
  const ahead = looking.clockAheadMs ?? 0;
  const clock = { ...createClock(), now: () => new Date(Date.now() + ahead) };
  using owned = await createHost({
    root: root.path,
    dryRun: false,
    emit: () => {},
    version: "0.0.1",
    clock,
    services: fakeServices(),
  });
  const environment = (variable: string) => variable === "HTTPS_PROXY" ? looking.proxy : undefined;
  const host = {
    ...owned,
    local: { ...owned.local, proxyFor: (url: string) => proxyFor(url, environment), ...local },
  };
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const options = readJoinOptions({ nodeName: "n1", ...flags }, "n1");
  const check = checks.find((candidate) => candidate.name === name);
  assert.ok(check, `There is no check "${name}"`);
  const found = await check.run({
    host,
    clock,
    options,
    plugin: undefined,
    facts: createNodeFacts(host, options, signal),
    alone: looking.alone ?? true,
    background: () => {},
    emit: () => {},
    signal,
  });
  assert.deepEqual(await root.tree(), before);
  return (found ?? []).map(({ level, text, hint = "" }) => {
    assert.ok(hint.length > 5, text);
    assert.ok(!text.endsWith(".") && !hint.endsWith("."), text);
    return { level, text, hint };
  });
}

/** Lines of /proc/self/mountinfo. */
export function mountInfo(
  ...mounts: { point: string; options?: string; shared?: boolean }[]
): string {
  return mounts.map(({ point, options = "rw,relatime", shared = true }, index) =>
    `${index + 20} 1 8:${index} / ${point} ${options} ${
      shared ? "shared:1 " : ""
    }- ext4 /dev/sda${index} rw\n`
  ).join("");
}
