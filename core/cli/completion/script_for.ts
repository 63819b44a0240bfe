import { BASH } from "./bash.ts";
import { FISH } from "./fish.ts";
import { ZSH } from "./zsh.ts";

const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;

/** What a shell reads once, and asks this program by from then on. */
export function scriptFor(shell: keyof typeof SCRIPTS): string {
  return SCRIPTS[shell];
}
