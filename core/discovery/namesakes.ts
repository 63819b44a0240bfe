import { CONFIGURATION_PATH, type WorkerConfiguration } from "../config/worker_configuration.ts";
import { JoinError } from "../engine/errors.ts";

/**
 * Refuses a listing that has a built-in plugin's name: it could be taken for that one, in a report or by who
 * reads the file.
 *
 * @throws JoinError `config-malformed`
 */
export function refuseNamesakes(
  builtIn: readonly string[],
  { plugins }: Pick<WorkerConfiguration, "plugins">,
): void {
  const problems = builtIn.filter((name) => plugins.has(name))
    .map((name) => `plugins: "${name}" is the name of a built-in plugin`);
  if (problems.length === 0) return;
  throw new JoinError(
    "config-malformed",
    `Cannot use ${CONFIGURATION_PATH}: ${problems.join("; ")}`,
    {
      hint: "give it another name, in the plugin itself and in its listing",
      detail: { path: CONFIGURATION_PATH, problems },
    },
  );
}
