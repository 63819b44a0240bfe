import * as z from "zod/mini";
import type { Api } from "./api.ts";
import { readObject } from "./objects.ts";

const PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const Review = z.object({ status: z.object({ allowed: z.boolean() }) });

/**
 * Whether kube-controller-manager approves a first client certificate for who we are: it asks the same
 * question of each request that it sees.
 *
 * @returns undefined where the cluster does not say
 * @see k8s.io/kubernetes/pkg/controller/certificates/approver/sarapprove.go
 */
export async function mayBeApprovedByItself(api: Api): Promise<boolean | undefined> {
  const what = "asking whether the request is approved by itself";
  const answer = await api.call({
    method: "POST",
    path: PATH,
    body: {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: {
        resourceAttributes: {
          group: "certificates.k8s.io",
          version: "*",
          resource: "certificatesigningrequests",
          subresource: "nodeclient",
          verb: "create",
        },
      },
    },
  }, what);
  if (answer.status !== 200 && answer.status !== 201) return undefined;
  return readObject(Review, answer.text, what).status.allowed;
}
