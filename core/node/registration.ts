import type { JoinOptions } from "../config/join_options.ts";
import { isIpAddress } from "../config/ip_address.ts";
import type { JoinContext } from "../context.ts";
import { JoinError } from "../engine/errors.ts";
import { untilAborted } from "../engine/until_aborted.ts";
import type { Host } from "../host/types.ts";
import type { NodeFacts } from "./facts.ts";
import { canonical, refuseUnknown } from "./kubelet_arguments.ts";
import { findKubeletSetting } from "./kubelet_settings.ts";
import { isAtLeast } from "./kubelet_version.ts";
import { chooseAddress, requireAddresses } from "./node_address.ts";
import { PATHS } from "./paths.ts";

/** Before this one two addresses need the feature gate IPv6DualStack. */
const DUAL_STACK_SINCE = 21;

/**
 * Checks what only this machine can say about the node that was asked for. Without a kubelet nothing is said of
 * its flags: preflight says that it is missing.
 *
 * @throws JoinError `node-ip-foreign`, `node-ip-malformed`, `kubelet-argument-removed`
 */
export async function checkRegistration(
  { nodeIp, kubeletArguments }: Pick<JoinOptions, "nodeIp" | "kubeletArguments">,
  { host, facts, signal }: { host: Pick<Host, "exec">; facts: NodeFacts; signal: AbortSignal },
): Promise<void> {
  const pair = nodeIp !== undefined && nodeIp.length > 1;
  if (pair || kubeletArguments.length > 0) {
    const version = await facts.kubeletVersion().catch(() => undefined);
    if (version !== undefined) refuseUnknown(kubeletArguments, version);
    if (pair && version !== undefined && !isAtLeast(version, DUAL_STACK_SINCE)) {
      throw new JoinError(
        "node-ip-malformed",
        `The kubelet ${version.text} takes one address, not "${nodeIp.join(",")}"`,
        { hint: `give one, or install a kubelet of 1.${DUAL_STACK_SINCE} or newer` },
      );
    }
  }
  if (nodeIp !== undefined) await requireAddresses(nodeIp, host, signal);
}

/**
 * The node's addresses: those that were asked for, or where the machine has several, the one from which the
 * server is reached, which is said. Undefined leaves it to the kubelet.
 */
export async function nodeIpFor(
  server: string,
  { host, options, emit, signal }: JoinContext,
): Promise<readonly string[] | undefined> {
  if (options.nodeIp !== undefined) return options.nodeIp;
  if (options.kubeletArguments.some(({ name }) => canonical(name) === "node-ip")) return undefined;
  const setting = await findKubeletSetting(host.files, "nodeIP");
  if (setting !== undefined && setting.path !== PATHS.kubeletFlags) return undefined;
  // By a proxy the way to the server says nothing of the way to the node.
  if (host.local.proxyFor(server) !== undefined) return undefined;
  const name = new URL(server).hostname.replace(/^\[|\]$/g, "");
  const [target] = isIpAddress(name)
    ? [name]
    : await untilAborted(host.local.resolve(name).catch(() => []), signal);
  const chosen = target === undefined ? undefined : await chooseAddress(target, host, signal);
  if (chosen === undefined) return undefined;
  emit({
    kind: "note",
    level: "info",
    text:
      `The node's IP is ${chosen.address}, from which ${name} is reached; this machine also has ${
        chosen.others.join(", ")
      }`,
    hint: "--node-ip ADDRESS names another",
  });
  return [chosen.address];
}
