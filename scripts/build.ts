// deno-lint-ignore-file no-console -- what a script prints is its result
/**
 * Builds kubeworker: `deno task build [--all] [--kind=compiled|self-extracting]`.
 *
 * Without `--all` it makes `dist/kubeworker` for this machine: compiled when a base can be had,
 * else self-extracting. With `--all` it makes `dist/kubeworker-<target>` for every target whose
 * base can be had, and `dist/SHA256SUMS`.
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeBase, findBase } from "./build/base.ts";
import { bundle, type Program } from "./build/bundle.ts";
import { capture } from "./build/command.ts";
import { compile } from "./build/compile.ts";
import { type BuildFacts, insertFacts, readCommit } from "./build/facts.ts";
import { type Artifact, inspect, writeChecksums } from "./build/release.ts";
import { pack } from "./build/self_extracting.ts";
import { fileNameFor, hostTarget, type Target, TARGETS } from "./build/target.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface Job {
  program: Program;
  commit: string;
  denoDir: string;
  /** Milliseconds that one target may take, its download included. */
  timeLimit: number;
  kind: BuildFacts["kind"] | undefined;
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      all: { type: "boolean", default: false },
      kind: { type: "string" },
      entry: { type: "string", default: `${ROOT}main.ts` },
      out: { type: "string", default: `${ROOT}dist` },
      wait: { type: "string", default: "60" },
    },
  });
  const kind = parseKind(values.kind);
  const denoDir = await readDenoDir();
  const job: Job = {
    program: await bundle(values.entry, denoDir),
    commit: await readCommit(ROOT),
    denoDir,
    timeLimit: Number(values.wait) * 1000,
    kind,
  };

  const out = resolve(values.out);
  await Deno.mkdir(out, { recursive: true });
  const artifacts: Artifact[] = [];
  const missing: string[] = [];
  for (const target of values.all ? TARGETS : [hostTarget()]) {
    const name = fileNameFor(values.all ? `kubeworker-${target}` : "kubeworker", target);
    const reason = await build(job, target, `${out}/${name}`);
    if (reason) missing.push(`${target}: ${reason}`);
    else artifacts.push(await present(`${out}/${name}`, target));
  }

  if (values.all && artifacts.length > 0) {
    await writeChecksums(`${out}/SHA256SUMS`, artifacts);
  }
  if (values.all) console.log(`${artifacts.length} of ${TARGETS.length} targets built`);
  for (const line of missing) console.log(`not built: ${line}`);
  return artifacts.length > 0 ? 0 : 1;
}

/** Builds for one target. Returns why not, if it cannot be done here. */
async function build(job: Job, target: Target, output: string): Promise<string | undefined> {
  const { commit, program, timeLimit } = job;
  const own = target === hostTarget();

  if (job.kind !== "self-extracting") {
    const base = await findBase(target, job.denoDir);
    console.log(`${target}: compiling with ${describeBase(base)}`);
    const facts = { commit, kind: "compiled" } as const;
    const outcome = await compile(insertFacts(program, facts), { base, target, output, timeLimit });
    if (outcome.kind === "built") return undefined;
    if (!own || Deno.build.os !== "linux" || job.kind === "compiled") {
      return `no base for deno compile: ${outcome.reason}`;
    }
    console.log(
      `${target}: no base for deno compile (${outcome.reason}): making a self-extracting file`,
    );
  } else if (!own) {
    return "a self-extracting file can only be made on the machine's own kind";
  }

  const facts = { commit, kind: "self-extracting" } as const;
  await pack(insertFacts(program, facts), { target, commit, output });
  return undefined;
}

/** Prints what was built; what this machine can run must also start. */
async function present(path: string, target: Target): Promise<Artifact> {
  const artifact = await inspect(path);
  const size = `${(artifact.size / 1e6).toFixed(1)} MB`;
  console.log(`${target}: ${path}, ${size}, sha256 ${artifact.sha256}`);
  if (target === hostTarget()) console.log(await readVersion(path));
  return artifact;
}

/** Starts the program without leaving a runtime directory on the machine that builds. */
async function readVersion(path: string): Promise<string> {
  const runtime = await Deno.makeTempDir({ dir: dirname(path), prefix: ".start-" });
  try {
    const env = { ...Deno.env.toObject(), KUBEWORKER_RUNTIME_DIR: runtime };
    const { code, stdout, stderr } = await capture(path, ["--version"], { env, timeLimit: 60_000 });
    if (code !== 0) throw new Error(`Cannot start "${path}": exit code ${code}: ${stderr.trim()}`);
    return stdout.trim();
  } finally {
    await Deno.remove(runtime, { recursive: true });
  }
}

async function readDenoDir(): Promise<string> {
  const { stdout } = await capture(Deno.execPath(), ["info", "--json"], { cwd: ROOT });
  const { denoDir } = JSON.parse(stdout) as { denoDir: string };
  return denoDir;
}

function parseKind(kind: string | undefined): BuildFacts["kind"] | undefined {
  if (kind === undefined || kind === "compiled" || kind === "self-extracting") return kind;
  throw new Error(`Cannot build kind "${kind}": use "compiled" or "self-extracting"`);
}

if (import.meta.main) {
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    console.error(error instanceof Error ? `error: ${error.message}` : error);
    Deno.exit(1);
  }
}
