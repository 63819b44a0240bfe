import type { JsonSchema } from "./schema_type.ts";

const TEXT: JsonSchema = { type: "string", minLength: 1 };
const SOME: JsonSchema = { type: "array", minItems: 1 };
const NO_TEXT: JsonSchema = { enum: ["", null] };
const NONE: JsonSchema = { type: ["array", "null"], maxItems: 0 };

/** That fields are there, and what they are then. */
function given(properties: Record<string, JsonSchema>): JsonSchema {
  return { required: Object.keys(properties), properties };
}

/** `discovery`, from v1beta1 on: a token or a file, each with what it needs. */
export function discoveryRules(): JsonSchema {
  const token: JsonSchema = {
    type: "object",
    ...given({ token: TEXT, apiServerEndpoint: TEXT }),
    anyOf: [given({ caCertHashes: SOME }), given({ unsafeSkipCAVerification: { const: true } })],
  };
  return {
    type: "object",
    anyOf: [
      {
        required: ["bootstrapToken"],
        properties: { bootstrapToken: token, file: { type: "null" } },
      },
      {
        required: ["file"],
        properties: {
          file: { type: "object", ...given({ kubeConfigPath: TEXT }) },
          bootstrapToken: { type: "null" },
        },
      },
    ],
  };
}

/** The same of v1alpha3, whose fields are all in the document itself. */
export function flatDiscoveryRules(): JsonSchema {
  const token: JsonSchema = {
    ...given({ discoveryTokenAPIServers: SOME }),
    allOf: [
      { anyOf: [given({ discoveryToken: TEXT }), given({ token: TEXT })] },
      {
        anyOf: [
          given({ discoveryTokenCACertHashes: SOME }),
          given({ discoveryTokenUnsafeSkipCAVerification: { const: true } }),
        ],
      },
      { properties: { discoveryFile: NO_TEXT } },
    ],
  };
  return {
    anyOf: [token, {
      required: ["discoveryFile"],
      properties: {
        discoveryFile: TEXT,
        discoveryToken: NO_TEXT,
        discoveryTokenAPIServers: NONE,
        discoveryTokenCACertHashes: NONE,
      },
    }],
  };
}
