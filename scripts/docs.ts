// deno-lint-ignore-file no-console -- what a script prints is its result
/**
 * Makes docs/reference.md, docs/kubeworker.1, and the tables of docs/preflight.md and docs/reliability.md, out of
 * the tables that the program itself and its tests run on: `deno task docs`. With `--check` it only says whether they are current.
 */
import { fixes } from "../phases/preflight/fix/manifest.ts";
import { checks } from "../phases/preflight/manifest.ts";
import { phases } from "../phases/manifest.ts";
import { plugins } from "../plugins/manifest.ts";
import { ERROR_CODES, EXIT_CODES } from "../core/engine/error_codes.ts";
import { formatDuration } from "../core/config/duration.ts";
import { endless, type TimeoutName, TIMEOUTS } from "../core/config/timeouts.ts";
import { BUILD } from "../core/build_facts.ts";
import { buildProgram } from "../core/cli/command_line.ts";
import { JOIN_FLAGS } from "../core/cli/join_flag_table.ts";
import { commandSections, usageLines } from "./docs/commands.ts";
import { configurationTable } from "./docs/configuration.ts";
import { EVENT_MEANINGS } from "./docs/events.ts";
import { kubeletFlagTable } from "./docs/kubelet_flags.ts";
import { manPage } from "./docs/man.ts";
import { preflightPage } from "./docs/preflight_page.ts";
import { reliabilityPage } from "./docs/reliability_page.ts";
import { table } from "./docs/table.ts";

const PAGE = new URL("../docs/reference.md", import.meta.url);
const MAN = new URL("../docs/kubeworker.1", import.meta.url);
const RELIABILITY = new URL("../docs/reliability.md", import.meta.url);
const PREFLIGHT = new URL("../docs/preflight.md", import.meta.url);

function reference(): string {
  const program = buildProgram(phases, () => {});
  return `<!-- Made by \`deno task docs\` from the program's own tables. Changes here are lost. -->

# Reference

\`\`\`
${usageLines(program).join("\n")}
\`\`\`

## Flags of \`join\`

${
    table(
      ["Flag", "Meaning", "Default"],
      JOIN_FLAGS.map(({ flags, help, list, choices, shownDefault, alone }) => [
        `\`${flags}\``,
        [
          help,
          ...(choices === undefined
            ? []
            : [`one of ${choices.map((one) => `\`${one}\``).join(", ")}`]),
          ...(list ? ["may be repeated, or a comma-separated list"] : []),
          ...(alone ? [] : ["not with `join phase`"]),
        ].join("; "),
        shownDefault ?? "",
      ]),
    )
  }

### Deadlines: \`--timeout name=duration\`

Durations are written as Go writes them: \`90s\`, \`5m0s\`, \`1h30m\`. Where 0 has a meaning, it waits without end.

${
    table(
      ["Name", "How long to wait", "Default", "0"],
      Object.entries(TIMEOUTS).map((
        [name, { means, ms }],
      ) => [
        `\`${name}\``,
        means,
        formatDuration(ms),
        endless(name as TimeoutName) ?? "refused",
      ]),
    )
  }

## Configuration file: \`--config\`

A JoinConfiguration of kubeadm, in any of the versions below, or a WorkerConfiguration of kubeworker's own, or
both in one file. Flags win over the environment, the environment over the file, the file over
\`/etc/kubeworker/config.yaml\`, that over the defaults. Other documents of the file are left alone.
\`kubeworker config validate FILE\` says whether a join takes it.

${configurationTable()}

## Other commands

${commandSections(program)}

## Phases

They run in this order. Phases that change nothing run side by side.

${
    table(
      ["Phase", "What it does", "Needs", "Provides"],
      phases.map(({ name, summary, needs, provides }) => [
        `\`${name}\``,
        summary,
        needs.join(", ") || "–",
        provides.join(", ") || "–",
      ]),
    )
  }

What each of them changes:

${
    phases.map(({ name, changes }) =>
      `- \`${name}\`: ${changes.length === 0 ? "nothing" : changes.join("; ")}`
    ).join("\n")
  }

Before the first change, \`/var/lib/kubeworker\` is made, with the lock and the journal (0600) in it.

\`kubeworker join phase NAME\` runs one phase alone. What it needs is taken from what an earlier run left on the
machine, or looked up anew where that changes nothing.

## The kubelet's flags by release

An argument for the kubelet (\`--kubelet-extra-arg\`, \`kubeletExtraArgs\`) that the kubelet of this machine
does not know any more, or yet, is refused before anything is written.

${kubeletFlagTable()}

## Discovery plugins

${table(["Plugin", "What it does"], plugins.map(({ name, summary }) => [`\`${name}\``, summary]))}

## Preflight checks

Names are compared without regard to case by \`--ignore-preflight-errors\`. An ignored check still runs; its
errors become warnings.

${table(["Check", "What it wants"], checks.map(({ name, summary }) => [`\`${name}\``, summary]))}

## Fixes: \`--fix\`

A fix runs when it is asked for by its check's name, or by \`all\`, and that check has found something. What
it cannot do safely it refuses. \`kubeworker reset\` takes it back, but does not stop a container runtime.

${
    table(
      ["Check", "Fix", "What it changes"],
      fixes.map(({ name, summary, changes }) => [`\`${name}\``, summary, changes.join("; ")]),
    )
  }

## Exit codes

${table(["Code", "Meaning"], Object.entries(EXIT_CODES).map(([code, means]) => [code, means]))}

## Errors

Every error has a code that stays what it is. Under \`-o json\` it is \`error.code\` of the last object.

${
    table(
      ["Code", "Exit", "What has happened", "What to do"],
      Object.entries(ERROR_CODES).map(([code, { exit, means, hint }]) => [
        `\`${code}\``,
        String(exit),
        means,
        hint,
      ]),
    )
  }

## Events: \`-o json\`

One JSON object a line on standard output. Each has \`time\` (RFC 3339), \`elapsedMs\` since the command began, and
\`kind\`:

${
    table(
      ["\`kind\`", "What it says"],
      Object.entries(EVENT_MEANINGS).map(([kind, means]) => [`\`${kind}\``, means]),
    )
  }
`;
}

async function main(args: readonly string[]): Promise<number> {
  const pages = [
    [PAGE, "docs/reference.md", reference()],
    [MAN, "docs/kubeworker.1", manPage(phases, BUILD.version)],
    [PREFLIGHT, "docs/preflight.md", preflightPage(await Deno.readTextFile(PREFLIGHT))],
    [
      RELIABILITY,
      "docs/reliability.md",
      await reliabilityPage(await Deno.readTextFile(RELIABILITY)),
    ],
  ] as const;
  let code = 0;
  for (const [url, name, text] of pages) {
    if (!args.includes("--check")) await Deno.writeTextFile(url, text);
    else if (await Deno.readTextFile(url).catch(() => "") !== text) {
      console.error(`${name} is not current: run \`deno task docs\``);
      code = 1;
    }
  }
  return code;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
