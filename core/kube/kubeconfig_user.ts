import * as z from "zod/mini";
import { type Kubeconfig, KubeconfigError } from "./kubeconfig.ts";
import { firstProblem } from "./shape.ts";

const text = z.string();
const USER = z.object({
  token: z.optional(text),
  tokenFile: z.optional(text),
  "client-certificate": z.optional(text),
  "client-certificate-data": z.optional(text),
  "client-key": z.optional(text),
  "client-key-data": z.optional(text),
  username: z.optional(text),
  password: z.optional(text),
  "auth-provider": z.optional(z.unknown()),
  exec: z.nullish(z.object({
    apiVersion: z.optional(text),
    command: text,
    args: z.nullish(z.array(text)),
    env: z.nullish(z.array(z.object({ name: text, value: text }))),
    interactiveMode: z.optional(text),
    provideClusterInfo: z.optional(z.boolean()),
  })),
});

/** The credentials of a kubeconfig's user, as they stand (client-go's `AuthInfo`). */
export type KubeconfigUser = z.infer<typeof USER>;

/**
 * The user of the current context; undefined where there is no context or it names none. Along the way, what
 * the context names has to be there (clientcmd's validation).
 *
 * @throws KubeconfigError
 */
export function currentUser(config: Kubeconfig): KubeconfigUser | undefined {
  const { currentContext, contexts, clusters, users } = config;
  if (currentContext === "") return undefined;
  const entry = contexts.find(({ name }) => name === currentContext);
  if (entry === undefined) {
    throw new KubeconfigError(`its current-context "${currentContext}" is not among its contexts`);
  }
  const { cluster, user = "" } = entry.context;
  if (!clusters.some(({ name = "" }) => name === cluster)) {
    throw new KubeconfigError(`its current context names a cluster "${cluster}" that it has not`);
  }
  if (user === "") return undefined;
  const found = users.findLast(({ name }) => name === user);
  if (found === undefined) {
    throw new KubeconfigError(`its current context names a user "${user}" that it has not`);
  }
  const read = USER.safeParse(found.user);
  if (!read.success) {
    throw new KubeconfigError(`its user "${user}": ${firstProblem(read.error.issues)}`);
  }
  return read.data;
}
