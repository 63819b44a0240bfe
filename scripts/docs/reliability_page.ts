import { readDescribed } from "../../tests/crash/described.ts";
import { readRecorded, type RecordedWalk, type RecordedWalks } from "../../tests/crash/recorded.ts";
import { SCENARIOS } from "../../tests/crash/scenarios.ts";
import { VOLATILE, VOLATILE_FIELDS } from "../../tests/crash/volatile.ts";
import { table } from "./table.ts";

const BEGIN = "<!-- crash points: made by `deno task docs` -->";
const END = "<!-- end of crash points -->";

/** The page with what the last walks came to: between its marks, and nothing else changed. */
export async function reliabilityPage(page: string): Promise<string> {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error("docs/reliability.md has no marks of crash points");
  const [kills, faults, full] = await Promise.all([
    readRecorded("kills"),
    readRecorded("faults"),
    readRecorded("full-disk"),
  ]);
  const body = `${countsTable(kills, faults, full)}

Not compared:

${volatileTable()}

All effects of \`join\`, by what they are about:

${effectsTable(kills.join?.effects ?? [])}`;
  return `${page.slice(0, from + BEGIN.length)}\n\n${body}\n\n${page.slice(to)}`;
}

function countsTable(kills: RecordedWalks, faults: RecordedWalks, full: RecordedWalks): string {
  const total = sum([kills, faults, full].flatMap((walks) => Object.values(walks)));
  const walked = SCENARIOS.flatMap(({ name }) => {
    const walk = kills[name];
    return walk === undefined ? [] : [{ name, walk }];
  });
  const rows = walked.map(({ name, walk }) => [
    `\`${name}\``,
    String(walk.effects.length),
    cell(walk),
    cell(faults[name]),
    cell(full[name]),
  ]);
  const columns = [kills, faults, full].map((walks) => cell(sum(Object.values(walks))));
  return `${
    table(["Command", "Effects", "Killed", "Disk fails", "Disk is full"], [
      ...rows,
      ["together", "", ...columns],
    ])
  }

**${total.walked} runs were struck and typed again; ${total.lost} were lost.**`;
}

type Count = Pick<RecordedWalk, "walked" | "of" | "lost">;

function sum(walks: readonly RecordedWalk[]): Count {
  return walks.reduce<Count>((total, { walked, of, lost }) => ({
    walked: total.walked + walked,
    of: total.of + of,
    lost: total.lost + lost,
  }), { walked: 0, of: 0, lost: 0 });
}

function cell(walk: Count | undefined): string {
  if (walk === undefined || walk.walked === 0) return "–";
  const { walked, of, lost } = walk;
  return `${walked === of ? "all" : `${walked} of`} ${of}, ${lost} lost`;
}

function volatileTable(): string {
  const files = VOLATILE.map(({ shown, what, because }) => [`\`${shown}\`, its ${what}`, because]);
  const fields = Object.entries(VOLATILE_FIELDS).map(([name, because]) => [
    `\`${name}\` of an object in the cluster`,
    because,
  ]);
  const texts = [
    "dates, keys, certificates and sums, wherever they stand",
    "a word stands for each",
  ];
  return table(["What", "Because"], [...files, ...fields, texts]);
}

/** One row for each file, request or service call, in the order of their names. */
function effectsTable(effects: readonly string[]): string {
  const rows = new Map<string, { points: number; steps: Set<string> }>();
  for (const effect of effects) {
    const { subject, step, points } = readDescribed(effect);
    const row = rows.get(subject) ?? { points: 0, steps: new Set() };
    rows.set(subject, { points: row.points + points, steps: row.steps.add(step) });
  }
  return table(
    ["What", "Effects", "Points"],
    [...rows].sort(([a], [b]) => a < b ? -1 : 1).map(([subject, { points, steps }]) => [
      `\`${subject}\``,
      [...steps].join(", "),
      String(points),
    ]),
  );
}
