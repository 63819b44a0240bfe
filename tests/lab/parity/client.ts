// deno-lint-ignore-file no-console -- what it prints is its result
/** Asks the API server that the first argument describes, and prints what it answered. Run in another network. */
import { observe } from "./requests.ts";

console.log(JSON.stringify(await observe(JSON.parse(Deno.args[0] ?? ""))));
