import * as z from "zod/mini";
import { describeIssues } from "../../config/form_issues.ts";
import { JoinError } from "../../engine/errors.ts";

/**
 * A value that a plugin gave, if it has this form.
 *
 * @param what the value is, for the error
 * @throws JoinError `plugin-malformed` with all `problems` in its detail
 */
export function checkForm<T extends z.ZodMiniType>(
  form: T,
  value: unknown,
  { what, fields }: { what: string; fields: readonly string[] },
): z.output<T> {
  const read = z.safeParse(form, value, { reportInput: true });
  if (read.success) return read.data;
  const problems = describeIssues(read.error.issues, { whole: "it", fields }).map((text) =>
    text.slice(0, 300)
  );
  throw new JoinError(
    "plugin-malformed",
    `Cannot use ${what}: ${problems.slice(0, 4).join("; ")}`,
    {
      detail: { problems: problems.slice(0, 20) },
    },
  );
}
