import assert from "node:assert/strict";
import { reportPage } from "../../../../core/cli/report/html/page.ts";
import { findBrowser, startBrowser } from "../../../support/browser.ts";
import { HOSTILE, madeHostile, madeReport, SECRET } from "./a_report.ts";

const report = await madeReport();
const pages = { plain: reportPage(report), hostile: reportPage(madeHostile(report)) };

Deno.test("reportPage() escapes every word that it is given", () => {
  const { hostile, plain } = pages;
  assert.ok(!hostile.includes("<script"));
  assert.ok(!hostile.includes("<img"));
  assert.ok(!hostile.includes(HOSTILE));
  for (const steering of ["\u001b", "\u202e"]) assert.ok(!hostile.includes(steering));
  assert.ok(!hostile.includes(SECRET));
  assert.ok(hostile.includes("&lt;script&gt;"));
  // Strangers' words add no element and no attribute.
  const tags = (text: string) => [...text.matchAll(/<[a-z]+/g)].map(String);
  assert.deepEqual(new Set(tags(hostile)), new Set([...tags(plain), ...["<strong", "<p"]]));
});

Deno.test("reportPage() needs nothing: no script, no address, and a policy that says so", () => {
  assert.match(
    pages.plain,
    /content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"/,
  );
  assert.doesNotMatch(
    pages.plain,
    /<(script|link|img|iframe|object)\b|url\(|@import|\ssrc=|\son\w+=/,
  );
});

const browser = findBrowser();

Deno.test("a browser shows the page light and dark, wide and narrow, and asks for nothing", {
  ignore: browser === undefined,
}, async () => {
  const directory = await Deno.makeTempDir({ prefix: "kubeworker-page-" });
  await using opened = await startBrowser(browser ?? "");
  const grounds = new Map<string, unknown>();
  for (const [name, page] of Object.entries(pages)) {
    const path = `${directory}/${name}.html`;
    await Deno.writeTextFile(path, page);
    for (const scheme of ["light", "dark"] as const) {
      for (const width of [1280, 400]) {
        const { requests, complaints, value } = await opened.open(path, { width, scheme }, LOOK);
        const where = `${name}, ${scheme}, ${width} px`;
        assert.deepEqual(requests, [], where);
        assert.deepEqual(complaints, [], where);
        const { beyond, title, ground, bars } = Object(value);
        assert.equal(beyond, 0, `${where}: it is too wide`);
        assert.notEqual(title, "x", where);
        assert.ok(bars >= report.requests.length, where);
        grounds.set(scheme, ground);
      }
    }
  }
  assert.notEqual(grounds.get("light"), grounds.get("dark"));
  await Deno.remove(directory, { recursive: true });
});

/** What is seen: how far it goes beyond the window, and what colour it has. */
const LOOK = `({
  beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  title: document.title,
  ground: getComputedStyle(document.body).backgroundColor,
  bars: [...document.querySelectorAll(".track b")].filter((bar) => bar.offsetWidth > 0).length,
})`;
