import { type Document, isMap, isNode, isScalar, isSeq, type Node, type Pair, visit } from "yaml";

/**
 * Puts in the place of every alias and merge key what it stands for: what moves within a document may end up
 * before its anchor. Only for documents whose aliases were found to be few: see convert().
 */
export function expandAliases(document: Document): void {
  visit(document, {
    Alias(_key, alias) {
      const target = alias.resolve(document);
      return isNode(target) ? target.clone() as Node : undefined;
    },
  });
  visit(document, {
    Node(_key, node) {
      if ("anchor" in node) delete node.anchor;
    },
    Map(_key, map) {
      const merges = map.items.filter(isMerge);
      if (merges.length === 0) return;
      const own = map.items.filter((pair) => !isMerge(pair));
      for (const { value } of merges) {
        for (const source of isSeq(value) ? value.items : [value]) {
          for (const pair of isMap(source) ? source.items : []) {
            if (!own.some(({ key }) => String(key) === String(pair.key))) own.push(pair);
          }
        }
      }
      map.items = own;
    },
  });
}

function isMerge({ key }: Pair<unknown, unknown>): boolean {
  return isScalar(key) && (key.source === "<<" || typeof key.value === "symbol");
}
