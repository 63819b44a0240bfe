import { start } from "./command.ts";
import type { Machine } from "./machine.ts";

/** Everything that a node can write to and that outlives a process. */
const PLACES = ["/run", "/tmp", "/dev/shm", "/var/lib/kubelet", "/var/lib/kubeworker"];

/** Names of the files in which a text occurs: in all that the node wrote, and in its journal. */
export async function filesWith(node: Machine, text: string): Promise<string[]> {
  const [root, upper] = [await node.root(), await node.upperDirectory()];
  const places = [upper, ...PLACES.map((place) => root + place)];
  const { code, stdout, stderr } = await start("grep", ["-rlaFs", "--", text, ...places]).done;
  // 2 also stands for a file that went away in the meantime, and for a place that is not there.
  if (code > 2) throw new Error(`Cannot search ${node.name}: ${stderr}`);
  const files = stdout.split("\n").filter((line) => line !== "");
  const journal = await node.exec("journalctl", "--no-pager", "--output", "export");
  return [...files, ...(journal.includes(text) ? ["the journal"] : [])];
}

/** The forms in which a secret could be hidden: itself, and as base64 and hex of the whole. */
export function formsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  // Base64 of a text in which the secret begins at any of the three places of a group.
  const shifted = [0, 1, 2].map((pad) => {
    const padded = new Uint8Array([...new Uint8Array(pad), ...bytes]);
    return padded.toBase64().slice(pad === 0 ? 0 : 4, -4);
  });
  return [secret, bytes.toHex(), ...shifted];
}
