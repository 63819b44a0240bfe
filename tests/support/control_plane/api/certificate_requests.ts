import type { CertificateController } from "../certificate_controller.ts";
import type { Dialect } from "../dialect.ts";
import type { Answer, Call, ResourceApi } from "./call.ts";
import { commonNameOf, parseRequest } from "./certificate_request.ts";
import { denied } from "./denied.ts";
import type { ObjectStore } from "./object_store.ts";
import type { StoredObject } from "./objects.ts";
import { bodyOf, isRecord, selectedName } from "./reading.ts";
import { checkedSpec } from "./request_spec.ts";
import { resources } from "./resources.ts";
import { refuse } from "./status.ts";
import { listOf, suffixed } from "./names.ts";
import { nodeTokenGroup } from "./tokens.ts";

export interface CertificateRequestsOptions {
  dialect: Dialect;
  store: ObjectStore;
  controller: Pick<CertificateController, "approve">;
}

/** CertificateSigningRequests, for those who may create and see but not decide. */
export function certificateRequestsApi(
  { dialect, store, controller }: CertificateRequestsOptions,
): ResourceApi {
  return function certificateRequests(call: Call): Answer | Promise<Answer> {
    authorize(call);
    if (!dialect.certificateVersions.includes(call.version)) throw refuse.unknownPath();
    const apiVersion = `certificates.k8s.io/${call.version}`;
    function render(object: StoredObject) {
      return { kind: "CertificateSigningRequest", apiVersion, ...object };
    }
    switch (call.verb) {
      case "create":
        return create(call).then((body) => ({ kind: "json", status: 201, body: render(body) }));
      case "get":
        return { kind: "json", status: 200, body: render(store.get(call.name ?? "")) };
      case "list":
        return {
          kind: "json",
          status: 200,
          body: listOf(
            store,
            { kind: "CertificateSigningRequestList", apiVersion },
            selectedName(call),
          ),
        };
      case "watch": {
        const name = call.name ?? selectedName(call);
        return {
          kind: "watch",
          store,
          query: call.query,
          render,
          ...(name === undefined ? {} : { name }),
        };
      }
      case "update":
        return { kind: "json", status: 200, body: render(approve(call)) };
      default:
        throw denied(call, resources.requests);
    }
  };

  /** The subresource by which an administrator decides: a condition that is not there yet. */
  function approve(call: Call): StoredObject {
    const { metadata, status } = bodyOf(call);
    const found = store.get(call.name ?? "");
    const version = isRecord(metadata) ? metadata.resourceVersion : undefined;
    if (version !== found.metadata.resourceVersion) {
      throw refuse.conflict(resources.requests, found.metadata.name);
    }
    const conditions = isRecord(status) && Array.isArray(status.conditions)
      ? status.conditions
      : [];
    const approved = conditions.some((one) =>
      isRecord(one) && one.type === "Approved" && one.status === "True"
    );
    if (approved) controller.approve(found.metadata.name);
    return store.get(found.metadata.name);
  }

  function authorize(call: Call): void {
    const { caller } = call;
    const decides = call.verb === "update" && call.subresource === "approval";
    if (caller.kind === "administrator" && (decides || call.verb === "get")) return;
    const allowed = caller.kind === "node" || caller.groups.includes(nodeTokenGroup);
    const mayDo = ["create", "get", "list", "watch"].includes(call.verb) &&
      call.subresource === undefined;
    if (!allowed || !mayDo) throw denied(call, resources.requests);
  }

  async function create(call: Call): Promise<StoredObject> {
    const body = bodyOf(call);
    const metadata = isRecord(body.metadata) ? body.metadata : {};
    const generateName = typeof metadata.generateName === "string" ? metadata.generateName : "";
    const name = typeof metadata.name === "string" && metadata.name !== ""
      ? metadata.name
      : generateName === ""
      ? ""
      : suffixed(generateName);
    if (name === "") {
      const problem = "Required value: name or generateName is required";
      throw refuse.invalid(resources.requests, "", "metadata.name", problem);
    }
    if (name.includes("/") || name.includes("%") || name === "." || name === "..") {
      const problem = `Invalid value: "${name}": may not contain '/'`;
      throw refuse.invalid(resources.requests, name, "metadata.name", problem);
    }
    const spec = await checkedSpec(body.spec, { name, version: call.version, dialect });
    const { caller } = call;
    if (caller.kind === "node" && dialect.nodeRequestsOwnNameOnly) {
      const commonName = commonNameOf(await parseRequest(spec.request));
      if (commonName !== caller.user) {
        const why = `can only create a node CSR with CN=${caller.user}`;
        throw refuse.forbidden(resources.requests, name, why);
      }
    }
    return store.create(
      { name, ...(generateName === "" ? {} : { generateName }) },
      { spec: { ...spec, username: caller.user, groups: [...caller.groups] }, status: {} },
    );
  }
}
