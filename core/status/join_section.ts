import { howItEnded } from "../resume/ending.ts";
import { type EarlierJoin, readEarlierJoin } from "../resume/earlier_join.ts";
import type { SectionReport, StatusProblem, StatusSection } from "./section.ts";

/** What kubeworker itself did here last, and whether it came to its end. */
export const joinSection: StatusSection = {
  name: "join",
  summary: "the join that kubeworker made here, by its journal, and whether it came to its end",

  async look({ host }): Promise<SectionReport> {
    const earlier = await readEarlierJoin(host);
    if (earlier === undefined) {
      return { facts: { known: false }, lines: [["journal", "none of kubeworker"]], problems: [] };
    }
    const { since, until, complete, outcome, target } = earlier;
    return {
      facts: { known: true, complete, outcome, since, until, nodeName: target?.nodeName },
      lines: [["begun", since], [complete ? "finished" : "left", until]],
      problems: complete ? [] : [unfinished(earlier)],
    };
  },
};

function unfinished(earlier: EarlierJoin): StatusProblem {
  const { until, target } = earlier;
  const name = target === undefined ? "" : ` of "${target.nodeName}"`;
  return {
    level: "warning",
    text: `The join${name} ${howItEnded(earlier)} at ${until}`,
    hint: "run the same line again: it goes on from there; `kubeworker reset` takes it back",
  };
}
