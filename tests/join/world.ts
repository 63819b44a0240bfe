import { createAuthority } from "../support/pki.ts";
import { nodeTokenGroup } from "../support/control_plane/api/tokens.ts";
import { type ControlPlane, startControlPlane } from "../support/control_plane/mod.ts";
import { createMachine, type Machine } from "../support/machine.ts";
import type { CaseFile } from "./case_file.ts";
import { fill, type Placeholders } from "./placeholders.ts";
import { putBefore } from "./before.ts";
import { putRuntime } from "./runtime.ts";
import { freePort } from "../support/free_port.ts";

/** The machine's name, whatever the one that the tests run on is called. */
const HOST_NAME = "worker-1";

/** A cluster and a bare machine, as a case describes them. */
export interface World extends AsyncDisposable {
  readonly controlPlane: ControlPlane;
  readonly machine: Machine;
  readonly placeholders: Placeholders;
}

/**
 * @param before a folder of files that are there from the beginning; it need not exist
 * @param root the machine's, in place of a temporary directory
 */
export async function createWorld(
  { machine: machineOptions, controlPlane: options, ...boards }: CaseFile,
  before: string,
  root?: string,
): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const [authority, other] = await Promise.all([createAuthority(), createAuthority()]);
  const client = await authority.issue({
    commonName: "joiner",
    organizations: ["system:bootstrappers", nodeTokenGroup],
    usage: "client",
  });
  const admin = await authority.issue({
    commonName: "kubernetes-admin",
    organizations: ["system:masters"],
    usage: "client",
  });
  const early = {
    CA: authority.certificatePem,
    CA_DATA: base64(authority.certificatePem),
    PIN: authority.pin,
    OTHER_CA: other.certificatePem,
    OTHER_CA_DATA: base64(other.certificatePem),
    OTHER_PIN: other.pin,
    CLIENT_CERTIFICATE_DATA: base64(client.certificatePem),
    CLIENT_KEY_DATA: base64(client.keyPem),
    ADMIN_CERTIFICATE_DATA: base64(admin.certificatePem),
    ADMIN_KEY_DATA: base64(admin.keyPem),
    DEAD_ENDPOINT: `127.0.0.1:${freePort()}`,
    HOST_NAME,
    HEALTHZ_PORT: String(freePort()),
  };
  const place = root === undefined ? {} : { root };
  const machine = stack.use(await createMachine({ ...machineOptions, ...place, runtime: false }));
  const controlPlane = stack.use(
    await startControlPlane({
      ...fill(options, early),
      authority,
      healthzPort: Number(early.HEALTHZ_PORT),
      faults: boards.faults,
      connections: boards.connections,
      watches: boards.watches,
    }),
  );
  const placeholders = {
    ...early,
    ENDPOINT: controlPlane.endpoint,
    SERVER: controlPlane.url,
    TOKEN: controlPlane.token,
    ROOT: machine.root,
  };
  if (machineOptions.runtime ?? true) await putRuntime(machine.root);
  await putBefore(machine.root, before, placeholders);
  const owned = stack.move();
  return {
    controlPlane,
    machine,
    placeholders,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function base64(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}
