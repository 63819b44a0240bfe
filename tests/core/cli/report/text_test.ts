import assert from "node:assert/strict";
import { reportLines } from "../../../../core/cli/report/text.ts";
import { printable } from "../../../../core/cli/redact.ts";
import { shortRequest, waitedMs } from "../../../../core/cli/report/words.ts";
import { madeHostile, madeReport, SECRET } from "./a_report.ts";

const report = await madeReport();

Deno.test("reportLines() says what was trusted, asked and changed, within the columns", () => {
  const lines = reportLines(report, 100);
  const text = lines.join("\n");
  assert.match(lines[0] ?? "", /^"worker-1" joined https:\/\/127\.0\.0\.1:\d+$/);
  assert.match(text, /\n {2}CA +pinned; signed by token "[a-z0-9]{6}"\n/);
  assert.match(text, /\n {2}tls-bootstrap {2,}·*█+·* +[\d.]+ m?s/);
  assert.match(text, /\n {2}201 +[\d.]+ ms {2}POST certificatesigningrequests\n/);
  assert.match(
    text,
    /\n {2}create +0600 {2}\/etc\/kubernetes\/kubelet.conf {2}sha256:[0-9a-f]{12}…\n/,
  );
  assert.match(text, /\n {2}restart +kubelet \(/);
});

Deno.test("reportLines() lets nobody steer the terminal, or show a token", () => {
  const text = reportLines(madeHostile(report), 80).map(printable).join("\n");
  for (const steering of ["\u001b", "\u202e"]) assert.ok(!text.includes(steering));
  assert.ok(!text.includes(SECRET));
});

Deno.test.each([
  { method: "GET", url: "https://a:1/api/v1/nodes/n1", words: "GET nodes/n1" },
  {
    method: "GET",
    url: "https://a:1/apis/certificates.k8s.io/v1/certificatesigningrequests?a=b&watch=true",
    words: "WATCH certificatesigningrequests",
  },
  {
    method: "GET",
    url: "https://a/api/v1/namespaces/kube-public/configmaps/cluster-info",
    words: "GET kube-public/configmaps/cluster-info",
  },
  { method: "GET", url: "https://boot/x?…", words: "GET /x" },
])("shortRequest() gives $words", ({ method, url, words }) => {
  assert.equal(shortRequest({ method, url, startMs: 0, ms: 0, try: 1 }), words);
});

Deno.test("waitedMs() counts waits that ran side by side once", () => {
  const wait = { phase: "p", what: "w" };
  const waits = [[0, 10], [5, 10], [30, 1], [30.5, 0.2]].map(([startMs = 0, ms = 0]) => ({
    ...wait,
    startMs,
    ms,
  }));
  assert.equal(waitedMs(waits), 16);
});
