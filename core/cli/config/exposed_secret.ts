/** What is to be said before a join, and what to type about it. */
export interface Warning {
  readonly text: string;
  readonly hint?: string;
}

export type OtherReaders = (name: string) => Promise<"others" | number | undefined>;

/** A warning where a file that holds a token can be read by others. */
export async function exposedSecret(name: string, otherReaders: OtherReaders): Promise<Warning[]> {
  const readers = await otherReaders(name);
  if (readers === undefined) return [];
  const file = /^[\w@%+=:,./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
  return readers === "others"
    ? [{ text: `Others can read ${name}, which holds a token`, hint: `chmod 0600 ${file}` }]
    : [{
      text: `${name}, which holds a token, belongs to user ${readers}`,
      hint: `chown root: ${file}`,
    }];
}
