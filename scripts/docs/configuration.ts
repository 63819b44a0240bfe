import { showVersions, type Use } from "../../core/config/kubeadm/field.ts";
import { FIELDS } from "../../core/config/kubeadm/fields.ts";
import { REFUSALS } from "../../core/config/kubeadm/refusals.ts";
import { table } from "./table.ts";

/** Every field of JoinConfiguration: in which versions it is, and what becomes of it. */
export function configurationTable(): string {
  return table(
    ["Field", "Versions", "Meaning", "What kubeworker does"],
    FIELDS.filter(({ use }) => use.kind !== "frame").map((field) => [
      `\`${field.path}\``,
      showVersions(field),
      field.means,
      showUse(field.path, field.use),
    ]),
  );
}

function showUse(path: string, use: Use): string {
  switch (use.kind) {
    case "flag":
      return `as \`${use.flag === "endpoints" ? "HOST:PORT" : toFlag(use.flag)}\``;
    case "timeout":
      return `as \`--timeout ${use.name}=…\``;
    case "ignored":
      return `nothing: ${use.why}`;
    case "refused": {
      const usual = use.usual === undefined ? "" : `, unless it is \`${use.usual}\``;
      return `refuses it${usual}: ${REFUSALS[path]?.why ?? ""}; ${REFUSALS[path]?.instead ?? ""}`;
    }
    case "frame":
      return "";
    default:
      return use satisfies never;
  }
}

function toFlag(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
