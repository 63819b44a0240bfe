import { JoinError } from "../engine/errors.ts";
import type { NodeIdentity } from "../engine/state.ts";
import type { Clock, Files } from "../host/types.ts";
import type { TrustedCa } from "../trust/ca.ts";
import { checkIssued, type IssuedCertificate } from "../trust/issued.ts";
import { type NodeKey, parseNodeKey } from "../trust/node_key.ts";
import { Secret } from "../trust/secret.ts";
import { clientFiles, kubeletConf, namesCluster } from "./kubelet_conf.ts";
import { behindLink } from "./link_target.ts";
import { clientCertificatePath, directoryOf, PATHS } from "./paths.ts";

export interface StoreOptions {
  server: string;
  ca: TrustedCa;
  nodeName: string;
  clock: Clock;
  /** Where the CA goes; to the usual place unless given. */
  caPath?: string | undefined;
}

/**
 * Stores a fresh certificate as the kubelet's certificate manager does, so that the kubelet takes it for
 * its own and rotates it later: a dated file, the symbolic link, and kubelet.conf last. Until that last
 * file is there, nothing of this counts.
 */
export async function storeIdentity(
  files: Files,
  issued: IssuedCertificate,
  key: NodeKey,
  options: StoreOptions,
): Promise<NodeIdentity> {
  const path = clientCertificatePath(options.clock.now());
  const current = await files.stat(PATHS.clientCurrent);
  if (current !== undefined && current.kind !== "link") {
    throw new JoinError("file-failed", `${PATHS.clientCurrent} is not a symbolic link`, {
      hint: "the kubelet keeps a link there: move the file away",
    });
  }
  await makeDirectories(files, options);
  const pem = issued.pem + key.pem.reveal();
  await files.write(path, pem, { mode: 0o600, secret: true });
  const identity: NodeIdentity = {
    nodeName: options.nodeName,
    path,
    certificatePem: issued.pem,
    keyPem: key.pem,
    notAfter: issued.notAfter,
    kubeletStarted: false,
  };
  await nameIdentity(files, identity, { ...options, kept: false });
  return identity;
}

/** Has a stored certificate named by the link and by kubelet.conf. What is right already stays as it is. */
export async function nameIdentity(
  files: Files,
  { path }: Pick<NodeIdentity, "path">,
  { server, ca, kept, caPath = PATHS.ca }: Omit<StoreOptions, "nodeName" | "clock"> & {
    kept: boolean;
  },
): Promise<void> {
  await makeDirectories(files, { caPath });
  await files.write(caPath, ca.pem, { mode: 0o644 });
  if (await behindLink(PATHS.clientCurrent, files) !== path) {
    await files.link(PATHS.clientCurrent, path, PATHS.clientUpdated);
  }
  // The kubelet's own is as good as ours.
  const right = kept && namesCluster(await files.read(PATHS.kubeletConf), server, ca);
  if (!right) {
    await files.write(PATHS.kubeletConf, kubeletConf(server, ca), {
      mode: 0o600,
      // Ours names files only, but the one that it replaces may hold a key or a token.
      secret: true,
    });
  }
  await files.remove(PATHS.clientKeyPending, { secret: true });
}

async function makeDirectories(
  files: Files,
  { caPath = PATHS.ca }: Pick<StoreOptions, "caPath">,
): Promise<void> {
  await files.makeDirectory(PATHS.kubernetes, 0o755);
  await files.makeDirectory(directoryOf(caPath), 0o755);
}

/**
 * The identity that kubelet.conf on this machine names, if it is whole, of this cluster and of this name.
 *
 * @returns undefined where there is none (yet)
 * @throws JoinError `certificate-wrong` where there is one that is not ours
 */
export async function loadIdentity(
  files: Files,
  options: Omit<StoreOptions, "server">,
): Promise<NodeIdentity | undefined> {
  const text = await files.read(PATHS.kubeletConf);
  const named = text === undefined ? undefined : readNames(text);
  if (named === undefined) return undefined;
  return await readIdentity(files, await behindLink(named.certificate, files), options);
}

/**
 * The identity in a file of certificate and key.
 *
 * @returns undefined where there is none
 * @throws JoinError `certificate-wrong`, `clock-off` where there is one that is not ours, or not good now
 */
export async function readIdentity(
  files: Files,
  path: string,
  options: Omit<StoreOptions, "server">,
): Promise<NodeIdentity | undefined> {
  const pem = await files.read(path);
  if (pem === undefined) return undefined;
  const keyPem = /-----BEGIN (?:EC )?PRIVATE KEY-----[\s\S]*?-----END (?:EC )?PRIVATE KEY-----\n?/
    .exec(pem)?.[0];
  const key = keyPem === undefined ? undefined : parseNodeKey(keyPem);
  if (keyPem === undefined || key === undefined) return undefined;
  const issued = await checkIssued(pem.replace(keyPem, ""), {
    publicKey: key.publicKey,
    nodeName: options.nodeName,
    ca: options.ca,
    now: options.clock.now(),
  });
  return {
    nodeName: options.nodeName,
    path,
    certificatePem: issued.pem,
    keyPem: new Secret(keyPem),
    notAfter: issued.notAfter,
    kubeletStarted: false,
  };
}

function readNames(text: string): ReturnType<typeof clientFiles> {
  try {
    return clientFiles(text);
  } catch (cause) {
    throw new JoinError("kubeconfig-foreign", `Cannot read ${PATHS.kubeletConf}`, { cause });
  }
}
