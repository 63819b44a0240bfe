import type { PluginSection } from "../../config/worker_configuration.ts";
import { JoinError } from "../../engine/errors.ts";
import { parseYaml } from "../../kube/yaml.ts";

/**
 * A section from `key=value` options, over what the configuration file has. Values are YAML: `port=53` is a
 * number, `zones=[a, b]` a list.
 *
 * @throws JoinError `usage`
 */
export function readSection(options: readonly string[], configured: PluginSection): PluginSection {
  const given = new Map<string, unknown>();
  for (const option of options) {
    const [, key, value = ""] = /^([A-Za-z0-9_-]+)=(.*)$/s.exec(option) ?? [];
    if (key === undefined) {
      throw new JoinError("usage", `Cannot use "${option}" as an option of a plugin`, {
        hint: "write KEY=VALUE, as in domain=example.org; values are YAML",
      });
    }
    if (given.has(key)) throw new JoinError("usage", `The plugin's option "${key}" is given twice`);
    given.set(key, readValue(key, value));
  }
  return { ...configured, ...Object.fromEntries(given) };
}

function readValue(key: string, text: string): unknown {
  try {
    return text === "" ? "" : parseYaml(text, 64 << 10);
  } catch (cause) {
    throw new JoinError("usage", `Cannot read the value of the plugin's option "${key}" as YAML`, {
      cause,
      hint: `put quotes around a text with special characters: ${key}='"…"'`,
    });
  }
}
