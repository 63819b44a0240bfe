import type { Machine } from "./machine.ts";
import { pause } from "./wait.ts";

/** What was seen of the processes of a node. */
export interface Sightings {
  /** Command lines, each once, of all but the exempt processes. */
  readonly commands: ReadonlySet<string>;
  /** Command lines of those whose arguments or environment held one of the texts. */
  readonly guilty: ReadonlySet<string>;
  /** How often the whole table was read. */
  rounds: number;
}

export interface ProcessWatch extends AsyncDisposable {
  readonly seen: Sightings;
}

/**
 * Reads a node's process table over and over, looking for texts in arguments and environments.
 *
 * @param exempt the program whose own arguments do not count
 */
export async function watchProcesses(
  node: Machine,
  texts: readonly string[],
  exempt: string,
): Promise<ProcessWatch> {
  const proc = `${await node.root()}/proc`;
  const commands = new Set<string>();
  const guilty = new Set<string>();
  const seen: Sightings = { commands, guilty, rounds: 0 };
  let over = false;

  function look(pid: string): void {
    const command = read(`${proc}/${pid}/cmdline`);
    if (command === "" || executable(`${proc}/${pid}/exe`) === exempt) return;
    // The launcher of the test itself, in the moment before it becomes the program.
    if (/^(nsenter|setpriv|env)\0/.test(command)) return;
    const shown = command.replaceAll("\0", " ").trim();
    commands.add(shown);
    const all = command + read(`${proc}/${pid}/environ`);
    if (texts.some((text) => all.includes(text))) guilty.add(shown);
  }
  async function run(): Promise<void> {
    while (!over) {
      for (const { name } of Deno.readDirSync(proc)) if (/^\d+$/.test(name)) look(name);
      seen.rounds++;
      await pause(0);
    }
  }
  const running = run();
  return {
    seen,
    async [Symbol.asyncDispose]() {
      over = true;
      await running;
    },
  };
}

/** Processes end while they are looked at. */
function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}

function executable(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return "";
  }
}
