import type { RuntimeState } from "../node/runtime_state.ts";
import type { SectionReport, StatusProblem, StatusSection } from "./section.ts";

/** Which container runtime answers, and what it says of itself. */
export const runtimeSection: StatusSection = {
  name: "runtime",
  summary: "the container runtime: which answers where, its state, its cgroup driver",

  async look({ facts }): Promise<SectionReport> {
    const [{ socket, answer }, settings] = await Promise.all([
      facts.containerRuntime(),
      facts.runtimeSettings(),
    ]);
    if (answer === undefined) {
      return {
        facts: { socket, answers: false },
        lines: [["socket", socket], ["runtime", "nothing answers there"]],
        problems: [{
          level: "error",
          text: `No container runtime answers at ${socket}`,
          hint: "`systemctl status containerd`; --cri-socket names another socket",
        }],
      };
    }
    const { name, version, api } = answer;
    const state = settings?.state;
    return {
      facts: {
        socket,
        answers: true,
        name,
        version,
        api,
        ready: state === undefined || state.kind === "untold" ? undefined : state.kind === "ready",
        cgroupDriver: settings?.cgroupDriver,
        sandboxImage: settings?.sandboxImage,
      },
      lines: [
        ["runtime", `${name} ${version}, CRI ${api}, ${stateWords(state)}`],
        ["socket", socket],
        ["cgroups", settings?.cgroupDriver ?? "it does not say by which driver"],
      ],
      problems: judge(state),
    };
  },
};

function stateWords(state: RuntimeState | undefined): string {
  return state === undefined || state.kind === "untold"
    ? "it does not say whether it is ready"
    : state.kind === "ready"
    ? "ready"
    : "not ready";
}

function judge(state: RuntimeState | undefined): StatusProblem[] {
  if (state?.kind !== "not-ready") return [];
  return [{
    level: "error",
    text: `The container runtime is not ready: ${state.because}`,
    hint: "`journalctl -u containerd` says why",
  }];
}
