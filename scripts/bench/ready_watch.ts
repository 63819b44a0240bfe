import type { Lab } from "../../tests/lab/lab.ts";
import { until } from "../../tests/lab/support/wait.ts";

/** Sees from outside when a Node becomes Ready: by one watch, which costs the machine nothing. */
export interface ReadyWatch {
  /** Milliseconds since the epoch at which a Node was first seen Ready. */
  readyAt(name: string): Promise<number>;
}

const LINE = '{.metadata.name}{" "}{.status.conditions[?(@.type=="Ready")].status}{"\\n"}';

/** The watch ends with the lab. */
export function watchReady(cluster: Lab): ReadyWatch {
  const times = new Map<string, number>();
  const watch = cluster.start("kubectl", "get", "nodes", "--watch", "-o", `jsonpath=${LINE}`);
  watch.onLine(function note(line) {
    const [name = "", ready] = line.trim().split(" ");
    const now = performance.timeOrigin + performance.now();
    if (ready === "True" && !times.has(name)) times.set(name, now);
  });
  return {
    readyAt: (name) =>
      until(`node ${name} to be Ready`, 120_000, () => Promise.resolve(times.get(name))),
  };
}
