import * as z from "zod/mini";
import { formProblems } from "./form_issues.ts";
import { readKubeletSection } from "./kubelet_section.ts";
import { createFindings, type Findings, type Place } from "./source/finding.ts";
import { readDocuments } from "./source/documents.ts";
import { entryOf, plainValue, type SourceNode } from "./source/node.ts";
import { refuseFindings } from "./source/refusal.ts";
import { FIELDS, WORKER_CONFIGURATION } from "./worker_configuration_form.ts";
import type { PluginListing, WorkerConfiguration } from "./worker_configuration.ts";

/** Some hundred plugins. */
const MOST_BYTES = 64 << 10;

/**
 * Reads a configuration from its text. All that is wrong with it is said at once.
 *
 * @param path where it is from, for the error
 * @throws JoinError `config-malformed`, with all `problems` in its detail
 */
export function parseWorkerConfiguration(text: string, path: string): WorkerConfiguration {
  const findings = createFindings();
  const configuration = read(text, findings);
  refuseFindings(path, findings.all, { code: "config-malformed" });
  if (configuration === undefined) throw new Error("a configuration was lost without a finding");
  return configuration;
}

function read(text: string, findings: Findings): WorkerConfiguration | undefined {
  const start = { line: 1, column: 1 };
  const unfit = text.length > MOST_BYTES
    ? `it has more than ${MOST_BYTES >> 10} KiB`
    : text.includes("\0")
    ? "it holds a NUL"
    : undefined;
  if (unfit !== undefined) findings.add("invalid", start, "", unfit);
  const [document, second] = unfit === undefined ? readDocuments(text, findings) : [];
  if (second !== undefined) {
    findings.add("invalid", second.root.at, "", "a second document: there can be only one");
  }
  return document === undefined ? undefined : readWorkerDocument(document.root, findings);
}

/** Reads the document of a WorkerConfiguration. @returns undefined if something is wrong with it */
export function readWorkerDocument(
  root: SourceNode,
  findings: Findings,
): WorkerConfiguration | undefined {
  const result = z.safeParse(WORKER_CONFIGURATION, plainValue(root), { reportInput: true });
  for (const { path, where, text } of formProblems(result.error?.issues ?? [], FIELDS)) {
    findings.add("invalid", placeOf(root, path), where, text);
  }
  addTwins(root, findings);
  if (!result.success) return undefined;
  const {
    discovery = {},
    approveWith,
    node,
    kubelet,
    onFailure,
    wait,
    timeouts,
    kubeletDynamicConfig,
    hooks,
    plugins = [],
  } = result.data;
  const { file, plugin } = discovery;
  const listings = plugins.map((listing): PluginListing => ({
    name: listing.name,
    file: listing.file,
    sha256: listing.sha256.toLowerCase(),
    permissions: {
      net: listing.permissions?.net ?? [],
      read: listing.permissions?.read ?? [],
      vouch: listing.permissions?.vouch ?? false,
    },
    timeoutMs: listing.timeout ?? 30_000,
    memoryBytes: listing.memory ?? 256 << 20,
  }));
  return {
    discovery: {
      endpoints: discovery.endpoints,
      ca: discovery.ca,
      tokenFile: discovery.tokenFile,
      file: file && { ...file, otherHosts: file.otherHosts ?? false },
      plugin: plugin && { name: plugin.name, section: plugin.section ?? {} },
    },
    ...(approveWith === undefined ? {} : { approveWith }),
    ...(node === undefined ? {} : { node }),
    ...(onFailure === undefined ? {} : { onFailure }),
    ...(wait === undefined ? {} : { wait }),
    ...(timeouts === undefined ? {} : { timeouts }),
    ...(kubelet === undefined ? {} : { kubelet: readKubeletSection(root, kubelet, findings) }),
    ...(kubeletDynamicConfig === undefined ? {} : { kubeletDynamicConfig }),
    ...(hooks === undefined ? {} : { hooks }),
    plugins: new Map(listings.map((listing) => [listing.name, listing])),
  };
}

/** Where a value is, or what should hold it. An unknown field is where its key is. */
function placeOf(root: SourceNode, path: readonly PropertyKey[]): Place {
  let node: SourceNode = root;
  let at = root.at;
  for (const part of path) {
    const entry = entryOf(node, String(part));
    const next = node.kind === "list" ? node.items[Number(part)] : entry?.value;
    if (next === undefined) return at;
    at = entry?.at ?? next.at;
    node = next;
  }
  return at;
}

/** Plugins that have the name of one before them, whatever else is wrong with the file. */
function addTwins(root: SourceNode, findings: Findings): void {
  const plugins = entryOf(root, "plugins")?.value;
  const names = new Set<unknown>();
  for (const [index, item] of (plugins?.kind === "list" ? plugins.items : []).entries()) {
    const name = entryOf(item, "name")?.value;
    const text = name?.kind === "scalar" ? name.value : undefined;
    if (name === undefined || typeof text !== "string") continue;
    if (names.has(text)) {
      findings.add("invalid", name.at, `plugins[${index}].name`, `"${text}" is listed twice`);
    }
    names.add(text);
  }
}
