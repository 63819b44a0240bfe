// deno-lint-ignore-file no-console -- what a script prints is its result
/**
 * Measures kubeworker against the real kubeadm: `deno task bench [--runs=5] [--versions=1.37,1.20] [--print]`.
 *
 * As root, with KUBEWORKER_LAB set to the lab program, and KUBEWORKER_BIN and KUBEWORKER_SELF_EXTRACTING to the
 * files to measure (see tests/lab/lab.ts). Writes docs/benchmarks.md; with `--print` only shows it.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isAvailable, type Lab, up, type Version, VERSIONS } from "../tests/lab/lab.ts";
import { output } from "../tests/lab/support/command.ts";
import { programFile } from "../tests/lab/support/program.ts";
import { type Contender, contenders } from "./bench/contender.ts";
import { machineFacts } from "./bench/facts.ts";
import { type JoinMeasurement, measureJoin } from "./bench/measure_join.ts";
import { measureStart, type StartMeasurement } from "./bench/measure_start.ts";
import { watchReady } from "./bench/ready_watch.ts";
import { page, type VersionResults, versionTable } from "./bench/report.ts";

const PAGE = fileURLToPath(new URL("../docs/benchmarks.md", import.meta.url));

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: "string", default: "5" },
      versions: { type: "string", default: VERSIONS.join(",") },
      print: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs);
  const versions = VERSIONS.filter((version) => values.versions.split(",").includes(version));
  if (!Number.isInteger(runs) || runs < 1 || versions.length === 0) {
    throw new Error(`Cannot use --runs=${values.runs} --versions=${values.versions}`);
  }
  if (!isAvailable()) {
    throw new Error("Cannot measure without a lab: be root, and set KUBEWORKER_LAB");
  }
  const tables: string[] = [];
  for (const version of versions) {
    const table = versionTable(await measureVersion(version, runs));
    console.log(`\n${table}\n`);
    tables.push(table);
  }
  const program = (await output(programFile("compiled") ?? "", ["--version"])).trim();
  const text = page({ tables, facts: await machineFacts(), runs, program });
  if (values.print) return 0;
  await Deno.writeTextFile(PAGE, text);
  await output(Deno.execPath(), ["fmt", "-q", PAGE]);
  console.log(`wrote docs/benchmarks.md`);
  return 0;
}

async function measureVersion(version: Version, runs: number): Promise<VersionResults> {
  await using cluster = await up(version);
  const all = contenders();
  const starts = new Map<string, StartMeasurement>();
  for (const contender of all) starts.set(contender.name, await startOf(cluster, contender));

  const joins = new Map(all.map(({ name }): [string, JoinMeasurement[]] => [name, []]));
  const watch = watchReady(cluster);
  let number = 0;
  for (let run = 1; run <= runs; run++) {
    for (const contender of all) {
      const name = `n${++number}`;
      const measured = await measureJoin(cluster, contender, { name, watch });
      joins.get(contender.name)?.push(measured);
      console.log(`${version} run ${run} ${contender.name}: ${JSON.stringify(measured)}`);
    }
  }
  return { version, joins, starts };
}

async function startOf(cluster: Lab, contender: Contender): Promise<StartMeasurement> {
  await using node = await cluster.node("n99");
  return await measureStart(node, contender);
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? `error: ${error.message}` : error);
    Deno.exit(1);
  }
}
