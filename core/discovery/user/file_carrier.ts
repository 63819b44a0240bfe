import { JoinError } from "../../engine/errors.ts";
import type {
  PluginAnswer,
  PluginModule,
  PluginProcess,
  Sandbox,
  SandboxLimits,
} from "../../host/types.ts";
import type { Carrier } from "./carrier.ts";
import { ownWords } from "./own_words.ts";

/** A plugin whose module runs in a process of its own; both questions go to the same one. */
export async function carryFile(
  module: PluginModule,
  sandbox: Sandbox,
  limits: SandboxLimits,
): Promise<Carrier> {
  const child: PluginProcess = await sandbox.open(module, limits);
  function valueOf(answer: PluginAnswer): unknown {
    if (answer.kind === "answer") return answer.value;
    throw new JoinError(...ownWords(limits.what, answer));
  }
  return {
    kind: "file",
    fence: child.fence,
    status: async () => valueOf(await child.ask({ operation: "status" })),
    discover: async (section, options) =>
      valueOf(await child.ask({ operation: "discover", section, ...options })),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
