import { JoinError } from "../engine/errors.ts";
import type { KubeconfigUser } from "../kube/kubeconfig_user.ts";
import { clientPair } from "../trust/client_pair.ts";
import type { Credential } from "../trust/proposal.ts";
import { bearerToken } from "./bearer_token.ts";
import type { DiscoverContext } from "./contract.ts";
import { runExecCredential } from "./exec_credential.ts";
import { type FileReader, textOf } from "./named_files.ts";

export interface CredentialSource {
  readonly name: string;
  readonly files: FileReader;
  readonly allowedExec: string | undefined;
  readonly server: string;
  readonly caPem: string | undefined;
}

/**
 * The credential of a discovery file's user. A certificate goes before a token, data before a path, a
 * token's file before the token, as client-go has it.
 *
 * @returns undefined for a user without any
 * @throws JoinError `credential-unusable`, `credential-plugin-forbidden`, `credential-plugin-failed`
 */
export async function readCredential(
  user: KubeconfigUser,
  source: CredentialSource,
  ctx: Pick<DiscoverContext, "runCredentialPlugin" | "clock">,
): Promise<Credential | undefined> {
  const certificatePem = await dataOrFile(user, "client-certificate", source);
  const keyPem = await dataOrFile(user, "client-key", source);
  if (certificatePem !== undefined || keyPem !== undefined) {
    return { client: clientPair(certificatePem, keyPem, source.name) };
  }
  if (user.tokenFile !== undefined && user.tokenFile !== "") {
    const whose = `tokenFile of ${source.name}`;
    return bearer(await textOf(source.files, user.tokenFile, whose), whose);
  }
  if (user.token !== undefined && user.token !== "") {
    return bearer(user.token, `token of ${source.name}`);
  }
  if (user.exec !== undefined && user.exec !== null) {
    return await runExecCredential(user.exec, source, ctx);
  }
  if (user.username !== undefined || user.password !== undefined) {
    throw new JoinError(
      "credential-unusable",
      `The user of ${source.name} has a password, which API servers no longer take (since 1.19)`,
    );
  }
  if (user["auth-provider"] !== undefined && user["auth-provider"] !== null) {
    throw new JoinError(
      "credential-unusable",
      `The user of ${source.name} has an auth-provider, which client libraries dropped (1.26)`,
    );
  }
  return undefined;
}

async function dataOrFile(
  user: KubeconfigUser,
  field: "client-certificate" | "client-key",
  source: CredentialSource,
): Promise<string | undefined> {
  const data = user[`${field}-data`];
  if (data !== undefined && data !== "") {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.fromBase64(data));
    } catch {
      // Not the cause: it could show a part of the data.
      throw new JoinError(
        "credential-unusable",
        `${field}-data of ${source.name} is not base64 of a text`,
      );
    }
  }
  const path = user[field];
  if (path === undefined || path === "") return undefined;
  return await textOf(source.files, path, `${field} of ${source.name}`);
}

function bearer(text: string, whose: string): Credential {
  const token = bearerToken(text);
  if (token !== undefined) return { bearer: token };
  throw new JoinError("credential-unusable", `The ${whose} is not a token`);
}
