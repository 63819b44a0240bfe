import { kubeconfig } from "../phases/discovery/discovery_files.ts";
import { CA_ONE } from "../core/kit/vectors.ts";
import type { FileServer } from "../support/file_server.ts";
import { createAuthority } from "../support/pki.ts";
import type { Asking } from "./proposing.ts";

/** The public CA of these tests. */
export const authority = await createAuthority({ name: "web" });

/** A web server that it vouches for. */
export const identity = await authority.issue({
  commonName: "web",
  usage: "server",
  dns: ["localhost", "files.test"],
});

/** What lies on it. */
export const FILE = kubeconfig({ server: "https://10.0.0.1:6443", caPem: CA_ONE.pem });

/** A download from it, by a machine that has the public CA among its roots. */
export function by(server: FileServer, path = "/d.yaml", more: Partial<Asking> = {}): Asking {
  return {
    flags: { discoveryFile: server.url + path },
    publicRoots: authority.certificatePem,
    ...more,
  };
}
