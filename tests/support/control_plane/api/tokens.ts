/** A bootstrap token as its Secret describes it. */
export interface BootstrapToken {
  /** `id.secret` */
  token: string;
  /** Default: both. */
  usages?: readonly ("signing" | "authentication")[];
  expires?: Date;
  /** Default: the group that kubeadm's bindings are for. */
  groups?: readonly string[];
}

export const defaultToken = "abcdef.0123456789abcdef";
export const nodeTokenGroup = "system:bootstrappers:kubeadm:default-node-token";

/** A token that is in force. */
interface LiveToken {
  id: string;
  secret: string;
  groups: readonly string[];
}

/** The bootstrap tokens of the cluster. An expired one is as good as deleted, from the moment it expires. */
export class TokenBook {
  readonly #tokens = new Map<string, BootstrapToken>();

  constructor(tokens: readonly BootstrapToken[]) {
    for (const token of tokens) this.add(token);
  }

  add(token: BootstrapToken): void {
    this.#tokens.set(split(token.token).id, token);
  }

  /** Forgets a token, as expiry does. */
  remove(id: string): void {
    this.#tokens.delete(id);
  }

  /** All of them, expired ones included. */
  list(): BootstrapToken[] {
    return [...this.#tokens.values()];
  }

  /** The tokens whose signature cluster-info carries. */
  signing(): LiveToken[] {
    return this.#alive("signing");
  }

  /** The token that a bearer credential stands for, if it is good. */
  authenticate(bearer: string): LiveToken | undefined {
    return this.#alive("authentication").find(({ id, secret }) => `${id}.${secret}` === bearer);
  }

  #alive(usage: "signing" | "authentication"): LiveToken[] {
    return [...this.#tokens.values()]
      .filter((token) => token.expires === undefined || token.expires.getTime() > Date.now())
      .filter((token) => (token.usages ?? ["signing", "authentication"]).includes(usage))
      .map((token) => ({ ...split(token.token), groups: token.groups ?? [nodeTokenGroup] }));
  }
}

function split(token: string): { id: string; secret: string } {
  const [id, secret, ...rest] = token.split(".");
  if (!id || !secret || rest.length > 0) {
    throw new TypeError("Cannot take the bootstrap token: it is not of the form id.secret");
  }
  return { id, secret };
}
