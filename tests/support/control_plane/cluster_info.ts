import type { TokenBook } from "./api/tokens.ts";
import type { Dialect } from "./dialect.ts";
import type { DiscoverySwitches } from "./faults/discovery.ts";
import { signDetached } from "./jws.ts";

export interface ClusterInfoSource {
  dialect: Dialect;
  serverUrl: () => string;
  caPem: string;
  tokens: TokenBook;
  switches: DiscoverySwitches;
}

/** The data of ConfigMap cluster-info, made afresh on every read from the tokens and switches of that moment. */
export class ClusterInfo {
  readonly switches: DiscoverySwitches;
  readonly #source: ClusterInfoSource;
  #reads = 0;
  #firstRead = 0;

  constructor(source: ClusterInfoSource) {
    this.#source = source;
    this.switches = source.switches;
  }

  read(): Record<string, string> {
    this.#reads++;
    if (this.#reads === 1) this.#firstRead = Date.now();
    const text = this.#text();
    const signatures = this.#source.tokens.signing().flatMap((token) => {
      const signature = this.#sign(text ?? "", token);
      return signature === undefined ? [] : [[`jws-kubeconfig-${token.id}`, signature] as const];
    });
    return {
      ...Object.fromEntries(signatures),
      ...(text === undefined ? {} : { kubeconfig: text }),
    };
  }

  #text(): string | undefined {
    const { kubeconfig, server, caPem, changesAtRead } = this.switches;
    if (kubeconfig.kind === "absent") return undefined;
    if (kubeconfig.kind === "empty") return "";
    if (kubeconfig.kind === "text") return kubeconfig.text;
    const changed = changesAtRead !== undefined && this.#reads >= changesAtRead;
    return kubeconfigText({
      server: changed ? "https://changed.example:6443" : server ?? this.#source.serverUrl(),
      caPem: caPem ?? this.#source.caPem,
      preferencesLine: this.#source.dialect.preferencesLine,
    });
  }

  #sign(text: string, token: { id: string; secret: string }): string | undefined {
    const how = this.switches.signature;
    switch (how.kind) {
      case "good":
        return signDetached(text, token);
      case "absent":
        return undefined;
      case "appears-after":
        return Date.now() - this.#firstRead < how.milliseconds
          ? undefined
          : signDetached(text, token);
      case "wrong-secret":
        return signDetached(text, { id: token.id, secret: "wrongwrongwrong0" });
      case "variant":
        return signDetached(text, token, how.options);
      case "text":
        return how.text;
      default:
        return how satisfies never;
    }
  }
}

/** The kubeconfig that kubeadm publishes: one unnamed cluster, nothing else. */
export function kubeconfigText(
  cluster: { server: string; caPem: string; preferencesLine: boolean },
): string {
  const caData = new TextEncoder().encode(cluster.caPem).toBase64();
  return [
    "apiVersion: v1",
    "clusters:",
    "- cluster:",
    `    certificate-authority-data: ${caData}`,
    `    server: ${cluster.server}`,
    '  name: ""',
    "contexts: null",
    'current-context: ""',
    "kind: Config",
    ...(cluster.preferencesLine ? ["preferences: {}"] : []),
    "users: null",
    "",
  ].join("\n");
}
