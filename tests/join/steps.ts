import type { JoinEvent } from "../../core/engine/events.ts";
import type { ControlPlane } from "../support/control_plane/mod.ts";
import { pause } from "../support/pause.ts";
import type { Step } from "./case_file.ts";
import { matches } from "./placeholders.ts";

/** An administrator with a list of things to do. */
export interface Meanwhile extends AsyncDisposable {
  /** To be told of every event of the join. */
  see(event: JoinEvent): void;
}

/** Begins to carry out steps; whatever is still to come is dropped when it is disposed of. */
export function meanwhile(steps: readonly Step[], controlPlane: ControlPlane): Meanwhile {
  const over = new AbortController();
  const work: Promise<void>[] = [];
  const waiting = new Set<Step>();

  async function carryOut(step: Step): Promise<void> {
    if (await pause(step.afterMs ?? 0, over.signal)) await act(step.do, controlPlane);
  }
  for (const step of steps) {
    if (step.when === "start") work.push(carryOut(step));
    else if (step.when !== "csr") waiting.add(step);
    else {
      controlPlane.firstCsr().then(() => {
        if (!over.signal.aborted) work.push(carryOut(step));
      });
    }
  }
  return {
    see(event) {
      for (const step of waiting) {
        if (!matches(event, step.when)) continue;
        waiting.delete(step);
        work.push(carryOut(step));
      }
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await Promise.all(work);
    },
  };
}

async function act(what: Step["do"], controlPlane: ControlPlane): Promise<void> {
  switch (what) {
    case "approve":
      return controlPlane.approve(await controlPlane.firstCsr());
    case "deny":
      return controlPlane.deny(await controlPlane.firstCsr());
    case "delete":
      return controlPlane.deleteCsr(await controlPlane.firstCsr());
    case "replace":
      return controlPlane.replaceCsr(await controlPlane.firstCsr());
    case "set-config-source": {
      const name = controlPlane.version === "1.20" ? "kubelet-config-1.20" : "kubelet-config";
      return controlPlane.setConfigSource("worker-1", name);
    }
    case "delete-token":
      return controlPlane.tokens.remove(controlPlane.token.slice(0, 6));
    case "go-down":
      return await controlPlane.goDown();
    case "come-up":
      return await controlPlane.comeUp();
    default:
      return what satisfies never;
  }
}
