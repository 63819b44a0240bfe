import { within } from "../engine/deadline.ts";
import { JoinError } from "../engine/errors.ts";
import type { Clock, Host } from "../host/types.ts";
import { createNodeFacts } from "../node/facts.ts";
import { readOwnIdentity } from "../node/own_identity.ts";
import type { KubeletPatch } from "../node/patches/patch.ts";
import { sections } from "./manifest.ts";
import { apiAsNode } from "./own_api.ts";
import type { SectionReport, StatusContext, StatusProblem, StatusSection } from "./section.ts";

/** What all sections found. */
export interface NodeState {
  /** No error was found; warnings do not count. */
  readonly healthy: boolean;
  readonly problems: readonly (StatusProblem & { readonly section: string })[];
  readonly sections: readonly (SectionReport & { readonly name: string })[];
}

export interface LookOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly criSocket?: string | undefined;
  readonly diff?: boolean | undefined;
  /** Those that the node was joined with. */
  readonly patches?: readonly KubeletPatch[] | undefined;
  /** Each section's own deadline, in ms: one that hangs takes nothing from the others. Default 5000. */
  readonly sectionMs?: number | undefined;
}

/** Looks at a node from all sides at once. Nothing is changed, and no lock is taken. */
export async function lookAtNode(host: Host, options: LookOptions): Promise<NodeState> {
  const { clock, signal, diff = false, patches = [], sectionMs = 5000 } = options;
  const identity = readOwnIdentity(host.files);
  const facts = createNodeFacts(host, { criSocket: options.criSocket }, signal);

  async function look(section: StatusSection): Promise<SectionReport & { name: string }> {
    const onTimeout = () =>
      new JoinError("status-incomplete", `This was not found out within ${sectionMs / 1000} s`);
    try {
      const report = await within(sectionMs, { clock, signal, onTimeout }, (signal) => {
        const ctx: StatusContext = {
          host,
          clock,
          signal,
          facts,
          diff,
          patches,
          identity: () => identity,
          api: async () => apiAsNode(await identity, { https: host.https, clock, signal }),
        };
        return section.look(ctx);
      });
      return { name: section.name, ...report };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof JoinError)) throw error;
      const { inFull: text, hint } = error;
      return {
        name: section.name,
        facts: {},
        lines: [],
        problems: [{ level: "error", text, hint }],
      };
    }
  }

  const found = await Promise.all(sections.map(look));
  const problems = found.flatMap(({ name, problems }) =>
    problems.map((problem) => ({ section: name, ...problem }))
  );
  const errors = problems.filter(({ level }) => level === "error");
  const warnings = problems.filter(({ level }) => level === "warning");
  return { healthy: errors.length === 0, problems: [...errors, ...warnings], sections: found };
}
