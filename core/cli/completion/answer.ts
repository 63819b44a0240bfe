/** One word that a shell may offer. */
export interface Offer {
  readonly word: string;
  readonly means?: string;
}

/**
 * What may stand in a place of the command line. `open`: the word goes on, no space behind it. Files and
 * directories are the shell's own business.
 */
export type Answer =
  | { readonly kind: "words" | "open"; readonly offers: readonly Offer[] }
  | { readonly kind: "files" | "directories" };

/** The first line is the kind; then a word, a tab and its meaning on each. */
export function renderAnswer(answer: Answer): string {
  const offers = "offers" in answer ? answer.offers : [];
  return [
    answer.kind,
    ...offers.map(({ word, means = "" }) => `${word}\t${means.replace(/\s+/g, " ")}`),
  ].map((line) => `${line}\n`).join("");
}

/** What begins with the typed text stays; `before` is what stands in front of it in the same word. */
export function narrow(answer: Answer, before: string, text: string): Answer {
  if (!("offers" in answer)) return answer;
  const offers = answer.offers
    .filter(({ word }) => word.startsWith(text))
    .map((offer) => ({ ...offer, word: before + offer.word }));
  return { ...answer, offers };
}
