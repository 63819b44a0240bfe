import { isIpAddress, isIpv6Address } from "../config/ip_address.ts";
import { JoinError } from "../engine/errors.ts";
import type { Host } from "../host/types.ts";
import { type MachineAddress, readAddresses, sourceAddress } from "./machine_addresses.ts";

/** For these the kubelet looks for an address of the family by itself. */
const ANY = ["0.0.0.0", "::"];

/** 127/8, 169.254/16, multicast; ::1, fe80::/10, ff00::/8. The kubelet refuses them. */
const UNFIT = /^(127\.|169\.254\.|2(2[4-9]|3\d)\.|::1$|fe[89ab]|ff)/;

/** Bridges and tunnels of containers and virtual machines: not ways by which a node is reached. */
const INNER =
  /^(docker|br-|cni|flannel|cali|cilium|lxc|veth|virbr|podman|kube-|nodelocaldns|tunl|vxlan)/;

/**
 * Reads a `--node-ip`: an address, or one of each family with a comma between them.
 *
 * @throws JoinError `node-ip-malformed`
 */
export function parseNodeIp(text: string): string[] {
  const parts = text.split(",").map((part) => part.trim());
  const addresses = parts.map((part) => isIpAddress(part) ? plain(part) : part);
  const [first = "", second, third] = addresses;
  const wrong = addresses.find((address) => !isIpAddress(address));
  const unfit = addresses.find((address) => UNFIT.test(address));
  const fault = wrong !== undefined
    ? `"${wrong}" is not an IP address`
    : unfit !== undefined
    ? `"${unfit}" is loopback, link-local or multicast`
    : third !== undefined
    ? "there are more than two addresses"
    : second !== undefined && isIpv6Address(first) === isIpv6Address(second)
    ? "both are of one family"
    : second !== undefined && addresses.some((address) => ANY.includes(address))
    ? `${ANY.join(" and ")} stand alone`
    : undefined;
  if (fault === undefined) return addresses;
  throw new JoinError("node-ip-malformed", `Cannot use "${text}" as the node's IP: ${fault}`);
}

/** @throws JoinError `node-ip-foreign` if this machine does not have one of the addresses */
export async function requireAddresses(
  wanted: readonly string[],
  host: Pick<Host, "exec">,
  signal: AbortSignal,
): Promise<void> {
  if (wanted.every((address) => ANY.includes(address))) return;
  const found = await readAddresses(host.exec, signal);
  if (found === undefined) return;
  const have = found.map(({ address }) => plain(address));
  const missing = wanted.find((address) => !have.includes(address));
  if (missing === undefined) return;
  const usable = found.filter(isUsable);
  const shown = usable.map((one) => `${one.address} (${one.interface})`).join(", ");
  throw new JoinError("node-ip-foreign", `This machine has no address "${missing}"`, {
    hint: shown === "" ? "`ip addr` shows the addresses" : `choose one of ${shown}`,
  });
}

/** The address that a node of several should have, and those that it leaves. */
export interface ChosenAddress {
  readonly address: string;
  readonly others: readonly string[];
}

/**
 * Where the machine has several addresses of the server's family, the one from which the server is reached.
 *
 * @param server an IP address
 * @returns undefined where there is nothing to choose, or it is not known
 */
export async function chooseAddress(
  server: string,
  host: Pick<Host, "exec">,
  signal: AbortSignal,
): Promise<ChosenAddress | undefined> {
  if (UNFIT.test(server)) return undefined;
  const six = isIpv6Address(server);
  const usable = (await readAddresses(host.exec, signal) ?? []).filter((one) =>
    isUsable(one) && isIpv6Address(one.address) === six && !INNER.test(one.interface)
  );
  if (usable.length < 2) return undefined;
  const source = await sourceAddress(host.exec, server, signal);
  const chosen = usable.find(({ address }) => address === source);
  if (chosen === undefined) return undefined;
  const others = usable.filter((one) => one !== chosen).map(({ address }) => address);
  return { address: chosen.address, others };
}

function isUsable({ address, scope, passing }: MachineAddress): boolean {
  return scope === "global" && !passing && !UNFIT.test(address);
}

/** One spelling of an address. */
function plain(address: string): string {
  return isIpv6Address(address) ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
}
