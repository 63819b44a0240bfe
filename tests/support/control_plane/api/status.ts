import type { Resource } from "./resources.ts";

/** The body of every refusal of the API server. */
export interface StatusBody {
  kind: "Status";
  apiVersion: "v1";
  metadata: Record<string, never>;
  status: "Failure";
  message: string;
  reason: string;
  details?: StatusDetails;
  code: number;
}

interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  causes?: { reason: string; message: string; field: string }[];
}

/** A refusal, thrown by whoever refuses and turned into an answer in one place. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: StatusBody;

  constructor(status: StatusBody) {
    super(status.message);
    this.status = status;
  }
}

export function statusBody(
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
): StatusBody {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  };
}

export const refuse = {
  unauthorized: () => new Refusal(statusBody(401, "Unauthorized", "Unauthorized")),

  badRequest: (message: string) => new Refusal(statusBody(400, "BadRequest", message)),

  /** RBAC said no: `doing` is the whole of who cannot do what. */
  forbidden: (about: Resource, name: string | undefined, doing: string) =>
    new Refusal(
      statusBody(403, "Forbidden", `${quoted(about, name)} is forbidden: ${doing}`, {
        ...(name === undefined ? {} : { name }),
        ...groupOf(about),
        kind: about.resource,
      }),
    ),

  forbiddenPath: (user: string, verb: string, path: string) =>
    new Refusal(
      statusBody(403, "Forbidden", `forbidden: User "${user}" cannot ${verb} path "${path}"`, {}),
    ),

  notFound: (about: Resource, name: string) =>
    new Refusal(
      statusBody(404, "NotFound", `${quoted(about, name)} not found`, {
        name,
        ...groupOf(about),
        kind: about.resource,
      }),
    ),

  unknownPath: () =>
    new Refusal(
      statusBody(404, "NotFound", "the server could not find the requested resource", {}),
    ),

  alreadyExists: (about: Resource, name: string) =>
    new Refusal(
      statusBody(409, "AlreadyExists", `${quoted(about, name)} already exists`, {
        name,
        ...groupOf(about),
        kind: about.resource,
      }),
    ),

  conflict: (about: Resource, name: string) =>
    new Refusal(
      statusBody(
        409,
        "Conflict",
        `Operation cannot be fulfilled on ${quoted(about, name)}: the object has been modified; ` +
          "please apply your changes to the latest version and try again",
        { name, ...groupOf(about), kind: about.resource },
      ),
    ),

  /** Validation said no; `problem` as in `Required value` or `Invalid value: "x": why`. */
  invalid: (about: Resource, name: string, field: string, problem: string) =>
    new Refusal(
      statusBody(
        422,
        "Invalid",
        `${about.kind}${suffix(about)} "${name}" is invalid: ${field}: ${problem}`,
        {
          name,
          ...groupOf(about),
          kind: about.kind,
          causes: [{
            reason: problem.startsWith("Required") ? "FieldValueRequired" : "FieldValueInvalid",
            message: problem,
            field,
          }],
        },
      ),
    ),

  unsupportedMediaType: (accepted: readonly string[]) =>
    new Refusal(
      statusBody(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: " +
          accepted.join(", "),
      ),
    ),

  expired: (message: string) => new Refusal(statusBody(410, "Expired", message)),
};

function quoted(about: Resource, name: string | undefined): string {
  const plural = `${about.resource}${suffix(about)}`;
  return name === undefined ? plural : `${plural} "${name}"`;
}

function suffix(about: Resource): string {
  return about.group === "" ? "" : `.${about.group}`;
}

function groupOf(about: Resource): { group?: string } {
  return about.group === "" ? {} : { group: about.group };
}
