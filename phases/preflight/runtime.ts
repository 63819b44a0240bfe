import { toJoinError } from "../../core/engine/errors.ts";
import type { RuntimeState } from "../../core/node/runtime_state.ts";
import type { Check } from "./check.ts";
import { asKubeadm, type Remark } from "./kubeadm_check.ts";

/** Kubelets from here on speak CRI v1 only. */
const CRI_V1_SINCE = 26;

/** The container runtime, asked over its socket as the kubelet will. */
export const runtimeChecks: readonly Check[] = [
  asKubeadm({
    name: "CRI",
    summary: "the container runtime answers on its socket and is ready",
    group: "runtime",
    early: ({ facts }) => facts.runtimeSettings(),
    async look({ facts, signal, alone, emit }, minor) {
      try {
        const { socket, answer } = await facts.containerRuntime();
        if (answer === undefined) {
          return [{
            text: `No container runtime answers at ${socket}`,
            hint: "start it (`systemctl start containerd`), or name its socket with --cri-socket",
          }];
        }
        const { name, version, api } = answer;
        if (api !== "v1" && minor >= CRI_V1_SINCE) {
          return [{
            text: `${name} ${version} at ${socket} speaks no CRI v1, as the kubelet will`,
            hint: "upgrade it (containerd 1.6 is the first), or have its CRI plugin enabled",
          }];
        }
        const settings = await facts.runtimeSettings();
        if (settings === undefined) return [];
        if (alone && settings.state.kind === "ready" && settings.state.network !== undefined) {
          emit({
            kind: "note",
            level: "info",
            text: `${name} has no network for pods yet (${settings.state.network})`,
            hint: "a join does not need it; the Node becomes Ready once a network plugin is there",
          });
        }
        return describe(settings.state, name);
      } catch (thrown) {
        signal.throwIfAborted();
        const { message, hint } = toJoinError(thrown);
        return [{ text: message, hint }];
      }
    },
  }),
  asKubeadm({
    name: "ContainerRuntimeVersion",
    summary: "the container runtime tells the kubelet its cgroup driver",
    group: "runtime",
    async look({ facts }) {
      const settings = await facts.runtimeSettings();
      const answer = (await facts.containerRuntime().catch(() => undefined))?.answer;
      // A runtime that does not answer at all is a finding of CRI.
      if (settings === undefined || settings.announced || answer?.api !== "v1") return [];
      return [{
        text:
          `${answer.name} ${answer.version} has no RuntimeConfig call; a later kubelet needs it`,
        hint: "upgrade it before the kubelet: containerd 2.0 and CRI-O 1.28 have it",
      }];
    },
  }),
];

function describe(state: RuntimeState, name: string): Remark[] {
  switch (state.kind) {
    case "ready":
      return [];
    case "not-ready":
      return [{
        text: `${name} is not ready: ${state.because}`,
        hint: "its log tells more: `journalctl -u containerd -e`",
      }];
    case "untold":
      return [{
        text: `${name} does not tell its state${
          state.status === undefined ? "" : ` (gRPC status ${state.status})`
        }`,
        hint: "its log tells more: `journalctl -u containerd -e`",
      }];
    default:
      return state satisfies never;
  }
}
