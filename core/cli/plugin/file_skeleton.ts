/** A file plugin that works; `NAME` stands for its name. */
export const FILE_SKELETON = `/**
 * A discovery plugin of kubeworker: it proposes API servers, kubeworker decides whether to believe it.
 *
 * It is one file without imports, and runs in a process of its own with no permission but those that it
 * asks for below and that its listing grants.
 */

/** Its options, in the form that \`schema\` describes. */
interface Section {
  servers: string[];
}

/** What kubeworker hands to \`discover\`. */
interface Context {
  /** Aborted when the time is over. */
  signal: AbortSignal;
  timeoutMs: number;
  log(text: string): void;
  /** At most 1 MiB. */
  fetchText(
    url: string,
    init?: RequestInit,
  ): Promise<{ status: number; headers: Record<string, string>; text: string }>;
  /** A file that is granted, also one that only root can read. */
  readText(path: string): Promise<string>;
  /** Ends discovery with words for the operator: what happened, and what to do about it. */
  fail(code: string, message: string, hint?: string): never;
}

export default {
  apiVersion: "discovery.kubeworker.dev/v1",
  name: "NAME",
  version: "0.1.0",
  summary: "Proposes the servers of its options",
  // For example: { net: ["10.0.0.53:53"], read: ["/media/usb"] }. "*" stands for whatever is granted.
  permissions: {},
  schema: {
    type: "object",
    properties: { servers: { type: "array", items: { type: "string" } } },
    required: ["servers"],
    additionalProperties: false,
  },
  async discover(section: Section, ctx: Context): Promise<{ servers: string[] }> {
    if (section.servers.length === 0) {
      ctx.fail("no-servers", "The list of servers is empty", "name at least one HOST:PORT");
    }
    ctx.log(\`proposing \${section.servers.length} servers\`);
    return await Promise.resolve({ servers: section.servers });
  },
};
`;

/** Its tests. */
export const FILE_CASES =
  `# Run by \`kubeworker plugin test\`. \`error\` is a code of kubeworker's or the plugin's own.
cases:
  - name: proposes the servers of its options
    section: { servers: ["10.0.0.1:6443", "10.0.0.2:6443"] }
    proposal: { servers: ["10.0.0.1:6443", "10.0.0.2:6443"] }
  - name: says that the list is empty
    section: { servers: [] }
    error: no-servers
  - name: takes no option that it does not know
    section: { server: "10.0.0.1:6443" }
    error: plugin-section-invalid
`;
