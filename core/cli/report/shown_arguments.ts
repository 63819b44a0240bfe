import { redactTokens } from "../redact.ts";

/** Flags whose value is a token, or may hold a secret of a plugin. */
const TOKENS = ["--token", "--discovery-token", "--tls-bootstrap-token"];
const OPTIONS = ["--discovery-plugin-option"];

const WHOLE = "[redacted]";

/**
 * A command line as it may be kept: tokens without their secrets, well-formed or not, options of plugins without
 * their values, URLs without password and query (which may be a signature that opens them).
 */
export function shownArguments(args: readonly string[]): string[] {
  let before = "";
  return args.map((argument) => {
    const flag = before;
    before = argument;
    const [, name = "", value = ""] = /^(--[^=]+)=([^]*)$/.exec(argument) ?? [];
    if (name !== "") return `${name}=${shownValue(name, value)}`;
    return shownValue(flag, argument);
  });
}

function shownValue(flag: string, value: string): string {
  if (TOKENS.includes(flag)) return shownToken(value);
  if (OPTIONS.includes(flag)) return value.replace(/^([^=]*)=[^]*$/, `$1=${WHOLE}`);
  return shownUrl(redactTokens(value));
}

/** `-` stands for standard input. */
function shownToken(value: string): string {
  if (value === "-" || value === "") return value;
  const [, id] = /^([a-z0-9]{6})\.[a-z0-9]{16}$/.exec(value) ?? [];
  return id === undefined ? WHOLE : `${id}.${WHOLE}`;
}

function shownUrl(text: string): string {
  if (!/^[a-z]+:\/\//i.test(text)) return text;
  return text.replace(/^([a-z]+:\/\/)[^/?#]*@/i, "$1…@").replace(/\?[^#]*/, "?…");
}
