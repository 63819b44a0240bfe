/**
 * A real cluster of real nodes on this machine, through the lab program that KUBEWORKER_LAB names.
 *
 * Run the lab tests as root, one file or all, never in parallel (there is one lab, and `up` wipes what is in it):
 *
 *     KUBEWORKER_LAB=… KUBEWORKER_BIN=dist/kubeworker deno test -A tests/lab/
 *
 * KUBEWORKER_BIN names the compiled file (default dist/kubeworker), KUBEWORKER_SELF_EXTRACTING the other kind.
 */
import { type AuditLine, readAudit } from "./support/audit.ts";
import { type Done, output, type Running, start } from "./support/command.ts";
import { at, listAt } from "./support/json.ts";
import { bootMachine, type Machine } from "./support/machine.ts";
import { until } from "./support/wait.ts";

export const VERSIONS = ["1.37", "1.20"] as const;
export type Version = typeof VERSIONS[number];

/** A control plane, and a way to boot nodes beside it. All of it is gone when it is disposed of. */
export interface Lab extends AsyncDisposable {
  readonly version: Version;
  readonly endpoint: string;
  readonly token: string;
  readonly pin: string;
  /** Endpoint, token and pin, as `join` takes them. */
  readonly joinArgs: readonly string[];
  node(name: string, kind?: "--bare"): Promise<Machine>;
  kubectl(...args: string[]): Promise<string>;
  attemptKubectl(...args: string[]): Promise<Done>;
  /** An object of the cluster; undefined where there is none. */
  object(...args: string[]): Promise<unknown>;
  /** Creates or changes objects. */
  apply(...objects: unknown[]): Promise<void>;
  /** Waits for a Node to be Ready. @returns the Node */
  ready(name: string): Promise<unknown>;
  /** Runs a command beside the control plane. */
  cp(...command: string[]): Promise<string>;
  /** The control plane's files as this process sees them. */
  root(): Promise<string>;
  audit(): Promise<AuditLine[]>;
  /** Starts a command of the lab program that goes on until it is over, or the lab is. */
  start(...command: string[]): Running;
}

const PROGRAM = Deno.env.get("KUBEWORKER_LAB") ?? "";
/** The lab has no DNS: `kubectl logs` finds a kubelet by its address. */
const BY_ADDRESS = "--kubelet-preferred-address-types=InternalIP";

/** Whether there is a lab that this process may use. */
export function isAvailable(): boolean {
  return PROGRAM !== "" && Deno.uid() === 0;
}

/** A test that needs the lab, and is skipped where there is none. */
export function labTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  Deno.test({ name, ignore: !isAvailable(), fn });
}

/** Starts a control plane in place of whatever the lab held before. */
export async function up(version: Version, ...flags: string[]): Promise<Lab> {
  await output(PROGRAM, ["down"]);
  await output(PROGRAM, ["up", version, BY_ADDRESS, ...flags], { timeLimit: 300_000 });
  const joinArgs = (await output(PROGRAM, ["join-args"])).trim().split(" ");
  const [endpoint = "", , token = "", , pin = ""] = joinArgs;

  function kubectl(...args: string[]): Promise<string> {
    return output(PROGRAM, ["kubectl", ...args]);
  }
  async function object(...args: string[]): Promise<unknown> {
    const text = await kubectl("get", "--ignore-not-found", "-o", "json", ...args);
    return text.trim() === "" ? undefined : JSON.parse(text);
  }
  async function root(): Promise<string> {
    return (await output(PROGRAM, ["root", "cp"])).trim();
  }
  return {
    version,
    endpoint,
    token,
    pin,
    joinArgs,
    node: (name, kind) => bootMachine(PROGRAM, name, kind),
    kubectl,
    attemptKubectl: (...args) => start(PROGRAM, ["kubectl", ...args]).done,
    object,
    async apply(...objects) {
      const list = { apiVersion: "v1", kind: "List", items: objects };
      await Deno.writeTextFile(`${await root()}/root/apply.json`, JSON.stringify(list));
      await kubectl("apply", "-f", "/root/apply.json");
    },
    ready: (name) =>
      until(`node ${name} to be Ready`, 60_000, async () => {
        const node = await object("node", name);
        const conditions = listAt(node, "status", "conditions");
        const ready = conditions.find((condition) => at(condition, "type") === "Ready");
        return at(ready, "status") === "True" && node;
      }),
    cp: (...command) => output(PROGRAM, ["cp", ...command]),
    root,
    start: (...command) => start(PROGRAM, command, { timeLimit: 3_600_000 }),
    audit: async () => await readAudit((await output(PROGRAM, ["audit"])).trim()),
    async [Symbol.asyncDispose]() {
      await output(PROGRAM, ["down"]);
    },
  };
}
