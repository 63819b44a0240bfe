import type { Machine } from "../../tests/lab/support/machine.ts";
import type { Contender } from "./contender.ts";

/** How large a program is, and how long it takes to say its version. */
export interface StartMeasurement {
  bytes: number;
  /** The first start on a machine, in ms. */
  first: number;
  /** All later ones. */
  later: number[];
}

const STARTS = 20;

/** bash reads the clock without starting a process for it. */
const SCRIPT =
  `n=$1; shift; for i in $(seq $n); do s=$EPOCHREALTIME; "$@" > /dev/null || exit; echo "$s $EPOCHREALTIME"; done`;

export async function measureStart(node: Machine, contender: Contender): Promise<StartMeasurement> {
  await contender.prepare(node);
  const bytes = Number(await node.exec("stat", "-c", "%s", contender.path));
  const command = ["bash", "-c", SCRIPT, "starts", String(STARTS + 1), ...contender.versionCommand];
  const [first = NaN, ...later] = (await node.exec(...command)).trim().split("\n").map((line) => {
    const [began, ended] = line.split(" ").map(Number);
    return ((ended ?? NaN) - (began ?? NaN)) * 1000;
  });
  return { bytes, first, later };
}
