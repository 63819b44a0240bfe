import * as z from "zod/mini";
import { JoinError } from "../engine/errors.ts";
import type { HttpsResponse } from "../host/types.ts";
import type { Api } from "./api.ts";
import {
  readTokenSecret,
  type StoredToken,
  TOKEN_SECRET_TYPE,
  TokenSecret,
  tokenSecretName,
  tokenSecretOf,
} from "./bootstrap_token_secret.ts";
import { readObject } from "./objects.ts";
import { statusError } from "./status_error.ts";

const SECRETS = "/api/v1/namespaces/kube-system/secrets";
const TokenSecrets = z.object({ items: z.nullish(z.array(TokenSecret)) });

/** The cluster's bootstrap tokens, and Secrets that look like one and are none. */
export interface TokenList {
  readonly tokens: readonly StoredToken[];
  readonly unusable: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Puts a token into the cluster, unless one of its id is there.
 *
 * @param fresh made by this program: if a broken connection had it sent twice, what is there is ours
 * @returns the server's answer, whose Date tells its clock
 * @throws JoinError `token-exists`, `request-forbidden`, `token-rejected`, `server-…`
 */
export async function createToken(
  api: Api,
  token: StoredToken,
  { fresh }: { fresh: boolean },
): Promise<HttpsResponse> {
  const { id } = token;
  const what = `creating bootstrap token "${id}"`;
  const body = tokenSecretOf(token);
  const answer = await api.call({ method: "POST", path: SECRETS, body }, what);
  if (answer.status === 409) {
    if (fresh && await isThere(api, token)) return answer;
    throw new JoinError("token-exists", `The cluster has a bootstrap token "${id}" already`);
  }
  if (answer.status !== 200 && answer.status !== 201) throw refusal(answer, what, "create");
  return answer;
}

async function isThere(api: Api, { id, bearer }: StoredToken): Promise<boolean> {
  const what = `reading bootstrap token "${id}"`;
  const path = `${SECRETS}/${tokenSecretName(id)}`;
  const answer = await api.call({ method: "GET", path }, what);
  if (answer.status !== 200) return false;
  const found = readTokenSecret(readObject(TokenSecret, answer.text, what));
  return typeof found !== "string" && found.bearer.reveal() === bearer.reveal();
}

/** @throws JoinError `request-forbidden`, `token-rejected`, `response-malformed`, `server-…` */
export async function listTokens(api: Api): Promise<TokenList> {
  const what = "listing bootstrap tokens";
  const path = `${SECRETS}?fieldSelector=${encodeURIComponent(`type=${TOKEN_SECRET_TYPE}`)}`;
  const answer = await api.call({ method: "GET", path }, what);
  if (answer.status !== 200) throw refusal(answer, what, "list");
  const { items } = readObject(TokenSecrets, answer.text, what);
  const tokens: StoredToken[] = [];
  const unusable: { name: string; why: string }[] = [];
  for (const secret of items ?? []) {
    const read = readTokenSecret(secret);
    if (typeof read === "string") unusable.push({ name: secret.metadata.name, why: read });
    else tokens.push(read);
  }
  return { tokens, unusable };
}

/**
 * Takes a token out of the cluster.
 *
 * @returns whether it was there
 * @throws JoinError `request-forbidden`, `token-rejected`, `server-…`
 */
export async function deleteToken(api: Api, id: string): Promise<boolean> {
  const what = `deleting bootstrap token "${id}"`;
  const path = `${SECRETS}/${tokenSecretName(id)}`;
  const answer = await api.call({ method: "DELETE", path }, what);
  if (answer.status === 200 || answer.status === 202) return true;
  const error = refusal(answer, what, "delete");
  if (answer.status === 404 && error.code !== "server-not-kubernetes") return false;
  throw error;
}

/** An answer that is not a success, with hints for an administrator in place of those for a node. */
function refusal(answer: HttpsResponse, what: string, verb: string): JoinError {
  const error = statusError(answer, what);
  const hint = HINTS.get(error.code)?.(verb);
  if (hint === undefined) return error;
  const { code, message, cause, detail } = error;
  return new JoinError(code, message, { hint, cause, detail });
}

const HINTS = new Map<string, (verb: string) => string>([
  [
    "request-forbidden",
    (verb) =>
      `the kubeconfig's user needs a Role in kube-system that allows "${verb}" on "secrets", or the ClusterRole cluster-admin`,
  ],
  [
    "token-rejected",
    () =>
      "the kubeconfig's credential has expired or is of another cluster; `kubeadm certs renew admin.conf` on a control plane renews it",
  ],
]);
