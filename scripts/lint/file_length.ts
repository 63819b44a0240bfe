import { isIn, placeOf } from "./place.ts";

const LIMIT = 200;

/** No source file of the product is longer than 200 lines: at that length it is two things. */
export const fileLength: Deno.lint.Rule = {
  create(context) {
    if (!isIn(placeOf(context.filename), ["core/", "phases/", "plugins/"])) return {};
    return {
      Program() {
        const { text } = context.sourceCode;
        const lines = text.replace(/\n$/, "").split("\n").length;
        if (lines <= LIMIT) return;
        context.report({
          range: [0, Math.max(0, text.indexOf("\n"))],
          message: `This file has ${lines} lines, more than ${LIMIT}`,
          hint: "Ask whether it is two things, and split it along that line",
        });
      },
    };
  },
};
