// deno-lint-ignore-file no-console -- what it prints is its result
/** A crowd as a process of its own, to be started in a network of its own: options on standard input, JSON out. */
import { joinTogether } from "./crowd.ts";

const options = JSON.parse(await new Response(Deno.stdin.readable).text());
console.log(JSON.stringify(await joinTogether(options)));
