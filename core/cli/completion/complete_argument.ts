/** What the completion script of a shell has as its first argument; the words that were typed follow. */
export const COMPLETE_ARGUMENT = "__complete";
