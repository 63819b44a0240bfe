import * as z from "zod/mini";
import { JoinError } from "../engine/errors.ts";
import type { KubeconfigUser } from "../kube/kubeconfig_user.ts";
import { clientPair } from "../trust/client_pair.ts";
import type { Credential } from "../trust/proposal.ts";
import { bearerToken } from "./bearer_token.ts";
import type { DiscoverContext } from "./contract.ts";

const VERSIONS = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

const ANSWER = z.object({
  kind: z.literal("ExecCredential"),
  apiVersion: z.string(),
  status: z.object({
    token: z.optional(z.string()),
    clientCertificateData: z.optional(z.string()),
    clientKeyData: z.optional(z.string()),
  }),
});

interface Caller {
  readonly name: string;
  readonly allowedExec: string | undefined;
  readonly server: string;
  readonly caPem: string | undefined;
}

/**
 * Runs a client-go credential plugin, which the operator has to have allowed by name: a discovery file alone
 * never starts a program as root.
 *
 * @throws JoinError `credential-plugin-forbidden`, `credential-plugin-failed`, `credential-unusable`
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export async function runExecCredential(
  exec: NonNullable<KubeconfigUser["exec"]>,
  caller: Caller,
  ctx: Pick<DiscoverContext, "runCredentialPlugin">,
): Promise<Credential> {
  const { command, apiVersion = "" } = exec;
  if (caller.allowedExec !== command) {
    const allowed = caller.allowedExec === undefined ? "none was" : `"${caller.allowedExec}" was`;
    throw new JoinError(
      "credential-plugin-forbidden",
      `${caller.name} wants to run "${command}", and ${allowed} allowed`,
    );
  }
  if (!VERSIONS.includes(apiVersion)) {
    throw new JoinError(
      "credential-unusable",
      `Cannot run "${command}" of ${caller.name}: its apiVersion "${apiVersion}" is not known`,
      { hint: `it has to be ${VERSIONS.join(" or ")}` },
    );
  }
  if (exec.interactiveMode === "Always") {
    throw new JoinError(
      "credential-unusable",
      `Cannot run "${command}" of ${caller.name}: it wants a person at the terminal`,
    );
  }
  if (command.includes("/") && !command.startsWith("/")) {
    throw new JoinError(
      "credential-unusable",
      `Cannot run "${command}" of ${caller.name}: it is neither a bare name nor an absolute path`,
    );
  }
  const output = await ctx.runCredentialPlugin({
    command,
    args: exec.args ?? [],
    env: {
      ...Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value])),
      KUBERNETES_EXEC_INFO: execInfo(exec, caller),
    },
  });
  return readAnswer(output, apiVersion, command);
}

function execInfo(exec: NonNullable<KubeconfigUser["exec"]>, caller: Caller): string {
  const cluster = {
    server: caller.server,
    ...(caller.caPem === undefined
      ? {}
      : { "certificate-authority-data": new TextEncoder().encode(caller.caPem).toBase64() }),
  };
  return JSON.stringify({
    apiVersion: exec.apiVersion,
    kind: "ExecCredential",
    spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster } : {}) },
  });
}

function readAnswer(output: string, apiVersion: string, command: string): Credential {
  function fail(why: string): never {
    throw new JoinError("credential-plugin-failed", `${command} gave no credential: ${why}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    // Its output may hold the credential: it is not quoted.
    fail("its output is not JSON");
  }
  const read = ANSWER.safeParse(value);
  if (!read.success) fail("its output is not an ExecCredential with a status");
  if (read.data.apiVersion !== apiVersion) fail(`it answered in ${read.data.apiVersion}`);
  const { token, clientCertificateData, clientKeyData } = read.data.status;
  if (clientCertificateData !== undefined || clientKeyData !== undefined) {
    return { client: clientPair(clientCertificateData, clientKeyData, command) };
  }
  if (token === undefined || token === "") fail("its status has neither a token nor a certificate");
  const bearer = bearerToken(token);
  if (bearer === undefined) fail("its token has characters that no token has");
  return { bearer };
}
