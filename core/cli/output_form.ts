import { JoinError } from "../engine/errors.ts";

/** The value of `--output`. @throws JoinError `usage` */
export function readOutputForm(text: string | undefined): "text" | "json" {
  if (text === undefined || text === "text") return "text";
  if (text === "json") return "json";
  throw new JoinError("usage", `Cannot use "${text}" for --output`, {
    hint: "there are: text, json",
  });
}
