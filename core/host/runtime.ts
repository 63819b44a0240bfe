/** What this program runs on. */
export function runtimeFacts(): { deno: string; engine: string; target: string } {
  const v8 = Deno.version.v8;
  return {
    deno: Deno.version.deno,
    engine: /quickjs/i.test(v8) ? v8 : `V8 ${v8}`,
    target: Deno.build.target,
  };
}
