/** What to put in front of a node's absolute paths: nothing for `/` itself. */
export function rootPrefix(root: string): string {
  return root.replace(/\/+$/, "");
}
