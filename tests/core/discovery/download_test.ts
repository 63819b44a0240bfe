import assert from "node:assert/strict";
import fc from "fast-check";
import { download } from "../../../core/discovery/download.ts";
import { JoinError } from "../../../core/engine/errors.ts";
import type { HttpsResponse } from "../../../core/host/types.ts";
import { fakeClock } from "../kit/clock.ts";
import { failsWith } from "../kit/errors.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const START = "https://files.example/d.yaml?sig=geheim";

function response(status: number, headers: Record<string, string> = {}, text = ""): HttpsResponse {
  return { status, headers, text, receivedAt: new Date(0), peerCertificate: undefined };
}

interface Downloaded {
  text: string;
  asked: string[];
}

/** Downloads from a server that answers so, one answer after the other, the last for ever. */
async function from(
  answers: readonly HttpsResponse[],
  { otherHosts = false, asked = [] }: { otherHosts?: boolean; asked?: string[] } = {},
): Promise<Downloaded> {
  const text = await download({ url: START, roots: "system", otherHosts }, {
    clock: fakeClock(),
    signal: new AbortController().signal,
    timeoutMs: 5000,
    waiting: () => {},
    download(url) {
      asked.push(url);
      const answer = answers[Math.min(asked.length, answers.length) - 1];
      assert.ok(answer);
      return Promise.resolve(answer);
    },
  });
  return { text, asked };
}

Deno.test.each([
  { location: "/other", url: "https://files.example/other" },
  { location: "other", url: "https://files.example/other" },
  { location: "?sig=new", url: "https://files.example/d.yaml?sig=new" },
  { location: "https://files.example:443/x#frag", url: "https://files.example/x" },
  { location: "//files.example/x", url: "https://files.example/x" },
  { location: "HTTPS://FILES.EXAMPLE/x", url: "https://files.example/x" },
])("download() follows $location within the host", async ({ location, url }) => {
  const { asked } = await from([response(302, { location }), response(200, {}, "text")]);
  assert.deepEqual(asked, [START, url]);
});

Deno.test.each([301, 302, 303, 307, 308])(
  "download() follows a redirect of status %d",
  async (status) => {
    const { text } = await from([response(status, { location: "/x" }), response(200, {}, "text")]);
    assert.equal(text, "text");
  },
);

Deno.test.each([300, 304, 305, 306])("download() does not follow status %d", async (status) => {
  await failsWith("download-failed", () => from([response(status, { location: "/x" })]));
});

Deno.test("download() compares each redirect with where it was, so that no step leaves the host", async () => {
  const asked: string[] = [];
  const steps = [
    response(302, { location: "/a" }),
    response(302, { location: "https://files.example:8443/" }),
  ];
  const error = await failsWith("download-redirect", () => from(steps, { asked }));
  assert.match(error.message, /another host, files\.example:8443/);
  assert.deepEqual(asked, [START, "https://files.example/a"]);
});

Deno.test("download() gives up after its time, with the last reason", async () => {
  const asked: string[] = [];
  const error = await failsWith("server-error", () => from([response(503)], { asked }));
  assert.match(error.message, /files\.example\/d\.yaml\?… answered with status 503/);
  assert.ok(asked.length > 2);
});

Deno.test("download() never leaves https, nor the host unless told, wherever it is led", async () => {
  const locations = fc.oneof(
    fc.string(),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.tuple(
      fc.constantFrom(
        "https://files.example",
        "//",
        "http:",
        "\\\\",
        "https:\\\\",
        "javascript:",
        "",
      ),
      fc.string(),
    ).map((parts) => parts.join("")),
  );
  await fc.assert(
    fc.asyncProperty(locations, fc.boolean(), async (location, otherHosts) => {
      const asked: string[] = [];
      const steps = [response(302, { location }), response(200, {}, "text")];
      try {
        await from(steps, { otherHosts, asked });
      } catch (error) {
        assert.ok(error instanceof JoinError, String(error));
        assert.ok(!error.message.includes("geheim"), error.message);
      }
      for (const text of asked) {
        const url = new URL(text);
        assert.equal(url.protocol, "https:");
        assert.equal(url.username + url.password + url.hash, "");
        if (!otherHosts) assert.equal(url.host, "files.example");
      }
    }),
    { numRuns: 500 },
  );
});
