/** One file of the corpus. */
export interface Sample {
  /** As in `accepted/v1beta4-token`. */
  readonly name: string;
  readonly text: string;
}

/**
 * `accepted`: by kubeadm and by us. `unsupported`: kubeadm takes it, we refuse it by name. `refused`: wrong for
 * both, but for what kubeadm only warns of (unknown and duplicate fields) or sees later (pins, zero deadlines).
 */
export type Folder = "accepted" | "unsupported" | "refused";

export async function readCorpus(folder: Folder): Promise<Sample[]> {
  const directory = new URL(`corpus/${folder}/`, import.meta.url);
  const samples: Sample[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    const text = await Deno.readTextFile(new URL(name, directory));
    samples.push({ name: `${folder}/${name.replace(/\.yaml$/, "")}`, text });
  }
  return samples.sort((a, b) => a.name < b.name ? -1 : 1);
}
