import type { JoinContext } from "../context.ts";
import { certificatesOf } from "../trust/pem.ts";
import { readCertificate } from "../trust/certificate.ts";
import { recallCluster } from "../node/recalled_cluster.ts";
import { ownCertificate, ownNodeName } from "../reset/own_node.ts";

/**
 * Whose kubelet.conf is on this machine, in words that go on from "it exists already": of which cluster and
 * Node, and what is wrong with it. A join over such a file would be one to nowhere.
 */
export async function describeConf(
  { host, clock, options: { pins, nodeName } }: Pick<JoinContext, "host" | "clock" | "options">,
): Promise<string> {
  const [cluster, name, pem] = await Promise.all([
    recallCluster(host.files).catch(() => undefined),
    ownNodeName(host),
    ownCertificate(host),
  ]);
  if (cluster === undefined) return ", and names no cluster that can be read";
  const of = name === undefined ? "" : ` as Node "${name}"`;
  const known: readonly string[] = pins;
  const other = pins.length > 0 && !cluster.ca.pins.some((pin) => known.includes(pin));
  const [der] = pem === undefined ? [] : certificatesOf(pem);
  const ended = der === undefined ? undefined : await endOf(der, clock.now());
  return [
    `: this machine is, or was, in the cluster at ${cluster.server}${of}`,
    ...(other
      ? [`that is another cluster, whose CA has the pin ${cluster.ca.pins.join(", ")}`]
      : []),
    ...(name === undefined || name === nodeName ? [] : [`that is another name than "${nodeName}"`]),
    ...(der === undefined ? [`the certificate that it names is not there`] : []),
    ...(ended === undefined ? [] : [`its certificate ended at ${ended}`]),
  ].join("; ");
}

async function endOf(der: Uint8Array, now: Date): Promise<string | undefined> {
  const { notAfter } = await readCertificate(der);
  return notAfter < now ? notAfter.toISOString() : undefined;
}
