const CHARACTER = "[a-z0-9]";

/**
 * A bootstrap token, also one that is being typed: a script puts `-` in its place, for whatever runs on the
 * machine may read the arguments of a program.
 */
export const TOKEN_GLOB = `${CHARACTER.repeat(6)}.${CHARACTER}*`;

/** The same, where regular expressions are at hand. */
export const TOKEN_REGEX = `${CHARACTER}{6}[.]${CHARACTER}.*`;
