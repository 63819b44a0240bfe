import { readWorkerConfiguration } from "../../../core/config/worker_configuration.ts";
import type { DiscoverContext } from "../../../core/discovery/contract.ts";
import { chooseUserPlugin } from "../../../core/discovery/user/choose.ts";
import type { PluginFacts } from "../../../core/engine/events.ts";
import { createClock } from "../../../core/host/clock.ts";
import { createFiles } from "../../../core/host/files.ts";
import { createSandbox } from "../../../core/host/sandbox.ts";
import type { Proposal } from "../../../core/trust/proposal.ts";
import { EXAMPLES, type Granted } from "./running.ts";

/** What a join would get from a plugin that is listed. */
export interface Listed {
  readonly proposal: Proposal;
  readonly facts: PluginFacts;
}

/**
 * Installs an example as docs/plugins.md tells, in a directory that stands for `/`: the file, and the
 * configuration with its hash, the section, and what is granted. Then discovers as a join does.
 */
export async function discoverListed(
  name: string,
  section: Record<string, unknown>,
  { net = [], read = [], vouch = false }: Granted & { vouch?: boolean },
): Promise<Listed> {
  const root = await Deno.makeTempDir({ prefix: "kubeworker-listed-" });
  try {
    const directory = `${root}/etc/kubeworker`;
    await Deno.mkdir(`${directory}/plugins`, { recursive: true });
    const text = await Deno.readFile(`${EXAMPLES}/${name}.ts`);
    await Deno.writeFile(`${directory}/plugins/${name}.ts`, text);
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", text)).toHex();
    const permissions = { net, read, vouch };
    // JSON is YAML.
    await Deno.writeTextFile(
      `${directory}/config.yaml`,
      JSON.stringify({
        apiVersion: "kubeworker.dev/v1alpha1",
        kind: "WorkerConfiguration",
        discovery: { plugin: { name, section } },
        plugins: [{ name, file: `${name}.ts`, sha256, permissions }],
      }),
    );
    const host = { files: createFiles(root), sandbox: createSandbox(root), clock: createClock() };
    const configuration = await readWorkerConfiguration(host);
    const plugin = await chooseUserPlugin({ configuration, name, options: [], host });
    const proposal = await plugin.discover(context(host.clock));
    return { proposal, facts: plugin.facts() };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** A plugin of a user reaches nothing through it. */
function context(clock: DiscoverContext["clock"]): DiscoverContext {
  function unexpected(): never {
    throw new Error("A plugin of a user came by the context of the built-in ones");
  }
  return {
    clock,
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    hasBootstrapToken: false,
    download: unexpected,
    inputs: { read: unexpected } as unknown as DiscoverContext["inputs"],
    runCredentialPlugin: unexpected,
    waiting() {},
    warn() {},
  };
}
