import * as z from "zod/mini";
import { WORKER_CONFIGURATION } from "./worker_configuration_form.ts";

/**
 * The JSON Schema of a WorkerConfiguration, for editors. Rules that are no pattern (durations, endpoints, names)
 * are only strings there: `config validate` knows them.
 */
export function workerConfigurationSchema(): unknown {
  return {
    ...z.toJSONSchema(WORKER_CONFIGURATION, { io: "input", unrepresentable: "any" }),
    title: "WorkerConfiguration of kubeworker.dev/v1alpha1",
  };
}
