import { readPatchDirectory } from "../../node/patches/read_directory.ts";
import { lookAtNode } from "../../status/node_state.ts";
import { jsonLine } from "../json_line.ts";
import { readOutputForm } from "../output_form.ts";
import { printable } from "../redact.ts";
import type { Tool } from "../tool.ts";
import { asObject } from "./json.ts";
import { renderState } from "./render.ts";

export interface StatusOptions {
  readonly diff?: boolean | undefined;
  readonly patches?: string | undefined;
  readonly criSocket?: string | undefined;
  readonly root?: string | undefined;
  readonly output?: string | undefined;
}

/** Longer lines are hard to read. */
const WIDEST = 120;
/** The kubelet did not come up, or the node does not work. */
const IN_TROUBLE = 8;

/**
 * Shows the state of this node.
 *
 * @returns 0 where no error was found, else 8
 * @throws JoinError `usage`, `patches-…`
 */
export async function status(options: StatusOptions, tool: Tool): Promise<number> {
  const { terminal, clock, signal } = tool;
  const form = readOutputForm(options.output);
  using host = await tool.openHost(options.root === undefined ? {} : { root: options.root });
  const { criSocket, diff } = options;
  const patches = options.patches === undefined
    ? []
    : await readPatchDirectory(options.patches, { inputs: host.inputs, emit: () => {} });
  const state = await lookAtNode(host, { clock, signal, criSocket, diff, patches });
  if (form === "json") terminal.out(jsonLine(asObject(state)));
  else {
    const lines = renderState(state, Math.min(terminal.columns, WIDEST));
    terminal.out(`${lines.map(printable).join("\n")}\n`);
  }
  return state.healthy ? 0 : IN_TROUBLE;
}
