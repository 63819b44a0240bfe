import * as z from "zod/mini";
import type { Api } from "./api.ts";
import { readObject } from "./objects.ts";
import { statusError } from "./status_error.ts";

/** So many Nodes are a few megabytes: an answer has a limit. */
const PAGE = 100;

const NodeIdentity = z.object({
  metadata: z.object({ name: z.string() }),
  status: z.optional(z.object({
    nodeInfo: z.optional(z.object({
      machineID: z.optional(z.string()),
      systemUUID: z.optional(z.string()),
    })),
  })),
});
export type NodeIdentity = z.infer<typeof NodeIdentity>;

const Page = z.object({
  metadata: z.optional(z.object({ continue: z.optional(z.string()) })),
  items: z.nullish(z.array(NodeIdentity)),
});

/**
 * By what the Nodes of a cluster can be told apart, as their kubelets say.
 *
 * @param api of somebody who may list Nodes: no bootstrap token may
 * @throws JoinError `request-forbidden`, `token-rejected`, `response-malformed`, `server-…`
 */
export async function listNodeIdentities(api: Api): Promise<NodeIdentity[]> {
  const what = "listing Nodes";
  const found: NodeIdentity[] = [];
  let next = "";
  do {
    const more = next === "" ? "" : `&continue=${encodeURIComponent(next)}`;
    const path = `/api/v1/nodes?limit=${PAGE}${more}`;
    const answer = await api.call({ method: "GET", path }, what);
    if (answer.status !== 200) throw statusError(answer, what);
    const { items, metadata } = readObject(Page, answer.text, what);
    found.push(...items ?? []);
    next = metadata?.continue ?? "";
  } while (next !== "");
  return found;
}
