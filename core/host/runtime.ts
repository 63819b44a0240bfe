/** What this program runs on. */
export function runtimeFacts(): { deno: string; engine: string; target: string } {
  // Deno's QuickJS build reports a V8 version too, but spells native functions over several lines.
  const quick = String(Math.max).includes("\n");
  return {
    deno: Deno.version.deno,
    engine: quick ? "QuickJS" : `V8 ${Deno.version.v8}`,
    target: Deno.build.target,
  };
}
