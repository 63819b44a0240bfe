import assert from "node:assert/strict";
import { clockDifference } from "../../../core/cli/inspect/clock.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const DATE = "Fri, 02 Jan 2026 03:04:05 GMT";
const AT = Date.parse(DATE);

/** An answer with that date, asked and received so many ms after it by this machine's clock. */
function sample(asked: number, received: number, date: string | undefined = DATE) {
  return { date, askedAt: new Date(AT + asked), receivedAt: new Date(AT + received) };
}

Deno.test.each([
  { what: "a round trip in no time", samples: [sample(0, 0)], ahead: -500, within: 500 },
  { what: "one of 200 ms", samples: [sample(300, 500)], ahead: -100, within: 600 },
  { what: "a clock an hour ahead", samples: [sample(3.6e6, 3.6e6)], ahead: 3_599_500, within: 500 },
  {
    what: "two answers that narrow it",
    samples: [sample(0, 100), sample(800, 900)],
    ahead: -50,
    within: 150,
  },
  {
    what: "two answers that contradict: the later",
    samples: [sample(0, 0), sample(60_000, 60_000)],
    ahead: 59_500,
    within: 500,
  },
  {
    what: "one without a date",
    samples: [sample(0, 0), sample(9e9, 9e9, "x")],
    ahead: -500,
    within: 500,
  },
])("clockDifference() reads $what", ({ samples, ahead, within }) => {
  assert.deepEqual(clockDifference(samples), { aheadMs: ahead, uncertaintyMs: within });
});

Deno.test("clockDifference() holds the truth, whatever was cut off the date", () => {
  for (let fraction = 0; fraction < 1000; fraction += 50) {
    for (const truth of [-7300, 0, 12_345]) {
      // The server writes the answer 40 ms after the question, at AT + fraction by its own clock.
      const asked = fraction - 40 + truth;
      const found = clockDifference([sample(asked, asked + 90)]);
      assert.ok(found !== undefined);
      assert.ok(Math.abs(found.aheadMs - truth) <= found.uncertaintyMs, `${fraction} ${truth}`);
    }
  }
});

Deno.test("clockDifference() says nothing without a date", () => {
  assert.equal(clockDifference([]), undefined);
  const { askedAt, receivedAt } = sample(0, 0);
  assert.equal(clockDifference([{ date: undefined, askedAt, receivedAt }]), undefined);
});
