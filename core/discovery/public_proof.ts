import { JoinError } from "../engine/errors.ts";
import type { TrustedCa } from "../trust/ca.ts";
import { isClosed, publishedBy, read } from "./cluster_reading.ts";
import type { Contender } from "./contender.ts";
import type { Proof } from "./proof.ts";
import type { SearchContext } from "./search_context.ts";

/** The name is believed, the public roots vouch for the server: its cluster-info brings the CA. */
export async function proveByRoots(
  contender: Contender,
  adopt: (caPem: string) => TrustedCa,
  ctx: SearchContext,
): Promise<Proof> {
  const info = await read(contender, { kind: "roots" }, ctx, isClosed).catch((error) => {
    if (!(error instanceof JoinError) || (!isClosed(error) && error.exitCode !== 5)) throw error;
    throw new JoinError(
      "discovery-file-insecure",
      `There is no CA in ${ctx.source}, and ${contender.name} does not give one that can be trusted`,
      { cause: error },
    );
  });
  const published = publishedBy(info);
  if (published?.caPem === undefined) {
    throw new JoinError(
      "discovery-file-insecure",
      `Neither ${ctx.source} nor the cluster-info of ${contender.name} holds a CA`,
    );
  }
  const ca = adopt(published.caPem);
  await confirm(contender, ca, published.server, ctx);
  return { ca, clockAheadMs: info.clockAheadMs, published };
}

/** From now on that CA alone counts, for the kubelet as well: better to know now than when it does not start. */
async function confirm(
  contender: Contender,
  ca: TrustedCa,
  published: string,
  ctx: SearchContext,
): Promise<void> {
  try {
    await read(contender, { kind: "ca", ca }, ctx, isClosed);
  } catch (error) {
    if (!(error instanceof JoinError) || error.exitCode !== 5) throw error;
    throw new JoinError(
      "server-untrusted",
      `${contender.name} shows the certificate of a public CA, not one of the CA in its cluster-info`,
      {
        hint:
          `name a server in ${ctx.source} that the cluster's CA vouches for, as perhaps ${published}`,
        cause: error,
      },
    );
  }
}
