import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import { createNodeRequest } from "../pki_requests.ts";
import { requestApi } from "./api_client.ts";
import { log } from "./fatal.ts";
import { type ClusterAccess, kubeletKubeconfig } from "./kubeconfig.ts";
import type { RootedFiles } from "./rooted_files.ts";

const pki = "/var/lib/kubelet/pki";
const requestsPath = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

const requestSchema = z.object({
  metadata: z.object({ name: z.string(), resourceVersion: z.string() }),
  status: z.object({
    certificate: z.string().optional(),
    conditions: z.array(z.object({ type: z.string() })).optional(),
  }),
});
const eventSchema = z.object({ type: z.string(), object: requestSchema });

/**
 * The kubelet's own TLS bootstrap with certificate rotation on: `kubelet.conf` is written at once, then a fresh key and
 * request for every attempt until one is signed, then the dated file and the link to it.
 */
export async function bootstrap(
  files: RootedFiles,
  access: ClusterAccess,
  nodeName: string,
): Promise<ClusterAccess> {
  await files.write("/etc/kubernetes/kubelet.conf", kubeletKubeconfig(access), 0o600);
  for (let wait = 2000;; wait = Math.min(wait * 2, 32_000)) {
    const { requestPem, keyPem } = await createNodeRequest(nodeName);
    const certificatePem = await submit(access, requestPem).catch((error) => {
      log("E", `"Failed while requesting a signed certificate" err="${error}"`);
    });
    if (certificatePem !== undefined) {
      const key = createPrivateKey(keyPem).export({ type: "sec1", format: "pem" });
      const pem = `${certificatePem}${key}`;
      await store(files, pem);
      return { ...access, credential: { kind: "certificate", pem } };
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Creates the request and waits for its certificate; `undefined` when it is refused. */
async function submit(access: ClusterAccess, requestPem: string): Promise<string | undefined> {
  const created = await requestApi(access, {
    method: "POST",
    path: requestsPath,
    body: {
      apiVersion: "certificates.k8s.io/v1",
      kind: "CertificateSigningRequest",
      metadata: { generateName: "csr-" },
      spec: {
        request: new TextEncoder().encode(requestPem).toBase64(),
        signerName: "kubernetes.io/kube-apiserver-client-kubelet",
        usages: ["digital signature", "key encipherment", "client auth"],
      },
    },
  });
  if (created.status !== 201) throw new Error(`cannot create the request: ${created.text.trim()}`);
  const { name } = requestSchema.parse(JSON.parse(created.text)).metadata;
  log("I", `"Waiting for the certificate signing request" name="${name}"`);

  let certificate: string | undefined;
  let over = false;
  const selector = `fieldSelector=${encodeURIComponent(`metadata.name=${name}`)}`;
  while (!over) {
    await requestApi(access, {
      path: `${requestsPath}?watch=true&${selector}`,
      onLine(line) {
        const event = eventSchema.safeParse(JSON.parse(line));
        if (!event.success) return false;
        const { conditions = [], certificate: issued } = event.data.object.status;
        certificate = issued;
        over = issued !== undefined || event.data.type === "DELETED" ||
          conditions.some(({ type }) => type === "Denied" || type === "Failed");
        return over;
      },
    });
  }
  return certificate === undefined
    ? undefined
    : new TextDecoder().decode(Uint8Array.fromBase64(certificate));
}

async function store(files: RootedFiles, pem: string): Promise<void> {
  const date = new Date().toISOString().slice(0, 19).replace(/[T:]/g, "-");
  const dated = `${pki}/kubelet-client-${date}.pem`;
  await files.write(dated, pem, 0o600);
  await files.link(
    `${pki}/kubelet-client-current.pem`,
    dated,
    `${pki}/kubelet-client-updated.pem`,
  );
}
