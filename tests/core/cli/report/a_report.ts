import { parseReport, type ReadReport } from "../../../../core/report/form.ts";
import { createReported, joinOnce, keptReport } from "../../report/kept.ts";

/** Words that break out of whatever does not escape them, steer a terminal, or are too long for any line. */
export const HOSTILE =
  `</style><script>document.title='x'</script>"'><img src=x onerror=alert(1)>&amp;\u202e\u001b[2J`;

const SECRET = "0123456789abcdef";

/** The report of a join that has happened. */
export async function madeReport(): Promise<ReadReport> {
  await using world = await createReported();
  await joinOnce(world, "--wait=none");
  return parseReport(JSON.stringify(await keptReport(world)), "a report");
}

/** The same with a stranger's words wherever there are words, a token among them. */
export function madeHostile(report: ReadReport): ReadReport {
  const words = `${HOSTILE} abcdef.${SECRET} ${"w".repeat(300)}`;
  const kept = new Set(["apiVersion", "kind", "start", "end"]);
  const hostile = JSON.parse(
    JSON.stringify(report),
    (key, value) =>
      typeof value !== "string" || kept.has(key) || ["ok", "built-in"].includes(value)
        ? value
        : `${value}${words}`,
  );
  return parseReport(
    JSON.stringify({
      ...hostile,
      notes: [{ atMs: 1, level: "warning", text: words, hint: words }],
      result: {
        ok: false,
        exitCode: 5,
        error: { code: words, message: words, hint: words, phase: words, causes: [words] },
      },
    }),
    "a report",
  );
}

export { SECRET };
