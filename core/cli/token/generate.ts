import { makeBootstrapToken } from "../../trust/make_bootstrap_token.ts";
import type { Tool } from "../tool.ts";

/** Prints a token, and nothing else. No cluster knows it yet. */
export function generate({ terminal }: Pick<Tool, "terminal">): Promise<number> {
  terminal.out(`${makeBootstrapToken().bearer.reveal()}\n`);
  return Promise.resolve(0);
}
