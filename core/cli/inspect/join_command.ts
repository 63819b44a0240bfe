import type { CaFindings } from "./findings.ts";

/**
 * The command that joins a cluster: with the pins of the CAs that the server verifies by, or of all where it does
 * by none. A token's secret is not in it.
 *
 * @returns undefined where no CA is known
 */
export function joinCommand(
  endpoint: string,
  tokenId: string | undefined,
  cas: readonly CaFindings[],
): string | undefined {
  const good = cas.filter(({ verifies, sameText }) => verifies && sameText !== false);
  const pins = (good.length > 0 ? good : cas).flatMap(({ pin }) => pin ?? []);
  if (pins.length === 0) return undefined;
  const token = tokenId === undefined ? "ID.SECRET" : `${tokenId}.…`;
  return [
    `kubeworker join ${endpoint} --token ${token}`,
    ...new Set(pins.map((pin) => `--discovery-token-ca-cert-hash ${pin}`)),
  ].join(" ");
}
