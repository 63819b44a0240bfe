import { isIpAddress, isIpv6Address } from "../../core/config/ip_address.ts";
import type { JoinContext } from "../../core/context.ts";
import { within } from "../../core/engine/deadline.ts";
import { JoinError } from "../../core/engine/errors.ts";
import { untilAborted } from "../../core/engine/until_aborted.ts";
import type { NodeFacts } from "../../core/node/facts.ts";
import type { Check, Finding } from "./check.ts";
import { eraOf, type KubeadmCheckName } from "./kubeadm_eras.ts";

/** Whose rules hold where the kubelet does not say its version. */
const NEWEST_MINOR = 37;
const PATIENCE_MS = 3000;

/** What was seen; the level is the era's unless it has one of its own. */
export type Remark = Pick<Finding, "text"> & Partial<Finding>;

/** A check of kubeadm's, before it is known which kubeadm's. `Early` is undefined where nothing is early. */
export interface KubeadmCheck<Early> extends Pick<Check, "summary" | "group" | "first" | "nameIn"> {
  readonly name: KubeadmCheckName;
  /** What needs no version is asked while the kubelet is asked for it. */
  early?(ctx: JoinContext): Promise<Early>;
  look(ctx: JoinContext, minor: number, early: Early): Promise<Remark[]>;
}

/**
 * Makes a check of it that does as kubeadm of the kubelet's own minor release: there, or not there at all,
 * and with that level.
 */
export function asKubeadm<Early = undefined>(
  { early, look, ...facts }: KubeadmCheck<Early>,
): Check {
  return {
    ...facts,
    async run(ctx) {
      const begun = early?.(ctx);
      // Where it is not needed after all, nobody waits for it.
      begun?.catch(() => {});
      const minor = facts.first ? NEWEST_MINOR : await minorOf(ctx);
      const era = eraOf(facts.name, minor);
      if (era === undefined) return undefined;
      if (era.family !== undefined && era.family !== await familyOf(ctx)) return undefined;
      const remarks = await look(ctx, minor, await begun as Early);
      return remarks.map((remark) => ({ level: era.level, ...remark }));
    },
  };
}

/** Asked once for all checks. */
const MINORS = new WeakMap<NodeFacts, Promise<number>>();

function minorOf(ctx: JoinContext): Promise<number> {
  const known = MINORS.get(ctx.facts);
  if (known !== undefined) return known;
  const asked = askMinor(ctx).catch(() => NEWEST_MINOR);
  MINORS.set(ctx.facts, asked);
  return asked;
}

/** A kubelet that hangs is a finding of one check, not of all of them. */
async function askMinor({ facts, clock, signal }: JoinContext): Promise<number> {
  const onTimeout = () => new JoinError("kubelet-version-unknown", "The kubelet does not answer");
  const { major, minor } = await within(
    PATIENCE_MS,
    { clock, signal, onTimeout },
    (limited) => untilAborted(facts.kubeletVersion(), limited),
  );
  return major > 1 ? Infinity : minor;
}

/** By the endpoint where it is an address, as kubeadm; else by where this machine has a way out. */
async function familyOf({ host: { local }, options }: JoinContext): Promise<"IPv4" | "IPv6"> {
  const host = options.endpoints[0]?.host;
  if (host !== undefined && isIpAddress(host)) return isIpv6Address(host) ? "IPv6" : "IPv4";
  const [four, six] = await Promise.all([local.routeTo("0.0.0.0"), local.routeTo("::")]);
  return four.kind === "none" && six.kind === "way" ? "IPv6" : "IPv4";
}
