import { createHash } from "node:crypto";
import { readCaFile } from "../core/discovery/ca_file.ts";
import type {
  DiscoverContext,
  DiscoveryPlugin,
  DownloadOptions,
} from "../core/discovery/contract.ts";
import { noFiles } from "../core/discovery/named_files.ts";
import { discoverySource, shownUrl } from "../core/discovery/source.ts";
import { JoinError } from "../core/engine/errors.ts";
import { toPem } from "../core/trust/pem.ts";

export interface HttpsSection {
  readonly url: string;
  readonly digest: string | undefined;
  readonly caFile: string | undefined;
  readonly otherHosts: boolean;
  readonly allowedExec: string | undefined;
}

/**
 * HTTPS discovery: like file discovery, the file being downloaded. It is believed because of the server's
 * certificate (public roots, or a CA of the operator's), or because of a digest of its content.
 *
 * @see https://kubernetes.io/docs/reference/setup-tools/kubeadm/kubeadm-join/#file-or-https-based-discovery
 */
export const https: DiscoveryPlugin<HttpsSection> = {
  name: "https",
  summary: "downloads such a kubeconfig from an https:// URL",
  vouches: true,

  fromFlags(flags) {
    const source = discoverySource(flags);
    if (source?.kind !== "url") return undefined;
    return {
      url: source.url,
      digest: source.digest,
      caFile: flags.discoveryFileCa,
      otherHosts: flags.discoveryFileOtherHosts ?? false,
      allowedExec: flags.discoveryFileExec,
    };
  },

  async discover({ url, digest, caFile, otherHosts, allowedExec }, ctx) {
    // A query may be what opens the file: only a verified server is asked with it.
    const open = digest !== undefined && new URL(url).search === "";
    const roots = await rootsFor(caFile, open, ctx);
    // Loaded only here: token discovery must not pay for it.
    const { download } = await import("../core/discovery/download.ts");
    const { readDiscoveryFile } = await import("../core/discovery/discovery_file.ts");
    const text = await download({ url, roots, otherHosts }, ctx);
    if (digest !== undefined) checkDigest(text, digest, url);
    return await readDiscoveryFile({
      text,
      name: shownUrl(url),
      because: digest === undefined
        ? "in a kubeconfig read over verified HTTPS"
        : "in a kubeconfig with the digest asked for",
      files: noFiles(shownUrl(url)),
      allowedExec,
    }, ctx);
  },
};

async function rootsFor(
  caFile: string | undefined,
  byDigest: boolean,
  ctx: DiscoverContext,
): Promise<DownloadOptions["roots"]> {
  if (caFile === undefined) return byDigest ? "digest" : "system";
  const certificates = await readCaFile(caFile, "--discovery-file-ca", ctx.inputs);
  return { pem: certificates.map((der) => toPem(der, "CERTIFICATE")).join("") };
}

function checkDigest(text: string, digest: string, url: string): void {
  const found = createHash("sha256").update(text).digest("hex");
  if (found === digest) return;
  throw new JoinError(
    "discovery-file-digest",
    `${shownUrl(url)} has the digest sha256=${found}, not the one asked for`,
    { detail: { found, wanted: digest } },
  );
}
