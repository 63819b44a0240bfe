import * as z from "zod/mini";
import { JoinError } from "../../engine/errors.ts";
import { parseEndpoint } from "../../config/endpoint.ts";
import type { Credential, Evidence, Proposal } from "../../trust/proposal.ts";
import { clientPair } from "../../trust/client_pair.ts";
import { bearerToken } from "../bearer_token.ts";
import { checkForm } from "./form.ts";

const MOST_SERVERS = 16;
const MOST_PEM = 256 << 10;
const pem = z.string().check(z.maxLength(MOST_PEM, "more than 256 KiB"));
const secret = z.string().check(z.minLength(1, "empty"), z.maxLength(64 << 10, "more than 64 KiB"));
/** It is shown to people: nothing in it may steer a terminal. */
const line = z.string().check(
  z.regex(/^[^\p{C}\p{Zl}\p{Zp}]{1,500}$/u, "not a printable line of at most 500 characters"),
);

const PROPOSAL = z.strictObject({
  servers: z.array(z.string().check(z.maxLength(300, "more than 300 characters"))).check(
    z.minLength(1, "no server"),
    z.maxLength(MOST_SERVERS, `more than ${MOST_SERVERS} servers`),
  ),
  caPem: z.optional(pem),
  credential: z.optional(z.union([
    z.strictObject({ token: secret }),
    z.strictObject({ clientCertificatePem: pem, clientKeyPem: secret }),
  ], "neither { token } nor { clientCertificatePem, clientKeyPem }")),
  evidence: z.optional(z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("none") }),
    z.strictObject({ kind: z.literal("cluster-info"), kubeconfig: pem, signature: secret }),
    z.strictObject({ kind: z.literal("vouched"), by: line }),
  ])),
});

const FIELDS = ["servers", "caPem", "credential", "evidence"];

/**
 * Reads what a plugin proposes, strictly: nothing in it is guessed at or mended.
 *
 * @param mayVouch both the plugin and its listing say so
 * @throws JoinError `plugin-malformed`, `plugin-forbidden`
 */
export function readProposal(
  value: unknown,
  { name, mayVouch }: { name: string; mayVouch: boolean },
): Proposal {
  const what = `the proposal of plugin "${name}"`;
  const { servers, caPem, credential, evidence } = checkForm(PROPOSAL, value, {
    what,
    fields: FIELDS,
  });
  for (const server of servers) checkServer(server, what);
  return {
    servers,
    ...(caPem === undefined ? {} : { caPem }),
    ...(credential === undefined ? {} : { credential: toCredential(credential, name) }),
    evidence: toEvidence(evidence, { name, mayVouch }),
  };
}

function checkServer(server: string, what: string): void {
  try {
    parseEndpoint(server);
  } catch (cause) {
    if (!(cause instanceof JoinError)) throw cause;
    const why = cause.message.slice(cause.message.indexOf(": ") + 2);
    throw new JoinError("plugin-malformed", `Cannot use ${what}: server "${server}": ${why}`, {
      hint: "a plugin proposes HOST:PORT, without scheme and path; tell its author",
    });
  }
}

type Given = NonNullable<z.output<typeof PROPOSAL>["credential"]>;

function toCredential(given: Given, name: string): Credential {
  const whose = `the proposal of plugin "${name}"`;
  if (!("token" in given)) {
    return { client: clientPair(given.clientCertificatePem, given.clientKeyPem, whose) };
  }
  const bearer = bearerToken(given.token);
  if (bearer !== undefined) return { bearer };
  throw new JoinError("plugin-malformed", `Cannot use ${whose}: its token is not one`, {
    hint: "a token is one word without blanks; tell the plugin's author",
  });
}

function toEvidence(
  given: z.output<typeof PROPOSAL>["evidence"],
  { name, mayVouch }: { name: string; mayVouch: boolean },
): Evidence {
  switch (given?.kind) {
    case undefined:
    case "none":
      return { kind: "none" };
    case "cluster-info":
      return given;
    case "vouched":
      if (mayVouch) {
        return { kind: "source", because: "vouched for by a plugin", by: given.by };
      }
      throw new JoinError(
        "plugin-forbidden",
        `Plugin "${name}" vouches for its source without the permission vouch`,
        {
          hint: "both the plugin's own `permissions` and its listing have to say `vouch: true`",
          detail: { missing: ["vouch"] },
        },
      );
    default:
      return given satisfies never;
  }
}
