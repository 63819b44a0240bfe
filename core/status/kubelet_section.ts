import type { ServiceStatus } from "../host/types.ts";
import { type ConfigurationFacts, healthzUrl } from "../node/kubelet_configuration.ts";
import { recallFacts } from "../node/kubelet_drop_ins.ts";
import { findTrouble } from "../node/kubelet_trouble.ts";
import { ownWords } from "../node/kubelet_words.ts";
import { PATHS } from "../node/paths.ts";
import { readQuietly } from "../node/read_quietly.ts";
import type { SectionReport, StatusContext, StatusProblem, StatusSection } from "./section.ts";
import { isDenied } from "./words.ts";

const HEALTH_MS = 1000;
const READ_LINES = 400;

const STATES: Readonly<Record<ServiceStatus["state"], string>> = {
  running: "running",
  starting: "starting",
  "waiting-to-restart": "ended, and waits to be started again",
  failed: "failed",
  stopped: "stopped",
};

/** Whether the kubelet is there, runs, starts at boot, and is healthy. */
export const kubeletSection: StatusSection = {
  name: "kubelet",
  summary: "the kubelet: version, unit, health, and its last words when it does not run",

  async look(ctx): Promise<SectionReport> {
    const { facts } = ctx;
    const [version, unit, health, joined] = await Promise.all([
      facts.kubeletVersion().then(({ text }) => text, (error: Error) => error),
      askUnit(ctx),
      askHealth(ctx),
      ctx.identity().then(({ kind }) => kind !== "none"),
    ]);
    const problems: StatusProblem[] = [];
    const text = version instanceof Error ? undefined : version;
    if (version instanceof Error) problems.push({ level: "error", text: version.message });
    if (unit !== undefined) problems.push(...await judgeUnit(unit, joined, ctx));
    if (health.kind === "unhealthy") {
      problems.push({
        level: joined ? "error" : "warning",
        text: `The kubelet is not healthy at ${health.url}: ${health.because}`,
        hint: "`journalctl -xeu kubelet` says why",
      });
    }
    return {
      facts: {
        version: text,
        unit: unit && {
          found: unit.found,
          enabled: unit.enabled,
          state: unit.state,
          restarts: unit.restarts,
        },
        healthy: health.kind === "off" ? undefined : health.kind === "healthy",
      },
      lines: [
        ["version", text ?? "unknown"],
        ["unit", unit === undefined ? "not known" : unitLine(unit)],
        ["health", health.kind === "off" ? health.because : `${health.kind} at ${health.url}`],
      ],
      problems,
    };
  },
};

/** Undefined where there is nobody to ask, or where who is not root gets no answer. */
async function askUnit(ctx: StatusContext): Promise<ServiceStatus | undefined> {
  const { host: { services }, signal } = ctx;
  if (services.kind === "none") return undefined;
  const [unit, identity] = await Promise.all([services.status("kubelet", signal), ctx.identity()]);
  const denied = identity.kind === "unreadable" && isDenied(identity.because);
  return unit.found || !denied ? unit : undefined;
}

function unitLine({ found, enabled, state, restarts }: ServiceStatus): string {
  if (!found) return "there is none";
  const again = restarts === 0 ? "" : `, restarted ${restarts} times by itself`;
  return `${STATES[state]}, ${enabled ? "started at boot" : "not started at boot"}${again}`;
}

async function judgeUnit(
  unit: ServiceStatus,
  joined: boolean,
  ctx: StatusContext,
): Promise<StatusProblem[]> {
  const { found, enabled, state } = unit;
  if (!found) {
    return [{
      level: joined ? "error" : "warning",
      text: "There is no unit of the kubelet",
      hint: "`kubeworker preflight --fix Service-kubelet` writes one",
    }];
  }
  const problems: StatusProblem[] = [];
  if (state !== "running" && joined) problems.push(await explain(state, ctx));
  if (!enabled && joined) {
    problems.push({
      level: "warning",
      text: "The kubelet is not started at boot: this node will not come back by itself",
      hint: "`systemctl enable kubelet`",
    });
  }
  return problems;
}

/** With the kubelet's last words, where it has some. */
async function explain(
  state: ServiceStatus["state"],
  { host: { services }, signal }: StatusContext,
): Promise<StatusProblem> {
  const lines = ownWords(
    await services.lastLines("kubelet", READ_LINES, signal).catch(() => []),
  );
  const said = state === "stopped" ? undefined : (findTrouble(lines)?.line ?? lines.at(-1))?.trim();
  return {
    level: "error",
    text: `The kubelet does not run (${STATES[state]})${said === undefined ? "" : `: ${said}`}`,
    hint: state === "stopped"
      ? "`systemctl start kubelet` starts it"
      : "`journalctl -xeu kubelet` has the whole of it",
  };
}

type Health =
  | { kind: "healthy"; url: string }
  | { kind: "unhealthy"; url: string; because: string }
  | { kind: "off"; because: string };

async function askHealth({ host, signal }: StatusContext): Promise<Health> {
  const config = await readQuietly(host.files, PATHS.kubeletConfig);
  if (config === undefined) return { kind: "off", because: "not known: it has no configuration" };
  let healthz: ConfigurationFacts["healthz"];
  try {
    ({ healthz } = await recallFacts(config, host.files));
  } catch (error) {
    return { kind: "off", because: error instanceof Error ? error.message : String(error) };
  }
  if (healthz === undefined) return { kind: "off", because: "turned off (healthzPort: 0)" };
  const url = healthzUrl(healthz);
  const status = await host.local.httpStatus(url, HEALTH_MS, signal);
  if (status === 200) return { kind: "healthy", url };
  const because = status === undefined ? "nothing answers" : `it answers ${status}`;
  return { kind: "unhealthy", url, because };
}
