import { parseCommandLine } from "../../core/cli/command_line.ts";
import { phases } from "../../phases/manifest.ts";
import { temporaryRoot } from "../core/kit/temporary_root.ts";
import { runTool, type ToolEnd, type ToolOptions } from "../core/kit/tool.ts";
import {
  adminConf,
  type AdminConfOptions,
  type ControlPlane,
  type ControlPlaneOptions,
  startControlPlane,
} from "../support/control_plane/mod.ts";

/** A control plane, and somebody who has its admin.conf. */
export interface Administering extends AsyncDisposable {
  readonly cluster: ControlPlane;
  /** The path of admin.conf. */
  readonly conf: string;
  /** Runs `kubeworker token …` with that kubeconfig, in this process. */
  token(args: readonly string[], options?: ToolOptions): Promise<ToolEnd>;
}

export async function administering(
  options: ControlPlaneOptions = {},
  user: AdminConfOptions = {},
): Promise<Administering> {
  const cluster = await startControlPlane(options);
  const root = await temporaryRoot();
  await root.put("/admin.conf", await adminConf(cluster, user), 0o600);
  const conf = `${root.path}/admin.conf`;
  return {
    cluster,
    conf,
    async token(args, options = {}) {
      const request = parseCommandLine(["token", ...args, "--kubeconfig", conf], phases, 80);
      if (request.kind !== "tool") throw new Error(`It is a request for ${request.kind}`);
      return await runTool(request.run, options);
    },
    async [Symbol.asyncDispose]() {
      await root[Symbol.asyncDispose]();
      await cluster.close();
    },
  };
}

/** The data of a token's Secret as texts, and its annotations. */
export function secretIn(
  { secrets }: Pick<ControlPlane, "secrets">,
  id: string,
): { type: unknown; annotations: unknown; data: Record<string, string> } | undefined {
  const secret = secrets.get(`bootstrap-token-${id}`);
  if (secret === undefined) return undefined;
  const data = Object.entries(Object(secret.data)).map((
    [key, value],
  ) => [key, atob(String(value))]);
  const { annotations } = Object(secret.metadata);
  return { type: secret.type, annotations, data: Object.fromEntries(data) };
}
