/** What the process of a discovery plugin has as its only argument. */
export const PLUGIN_ARGUMENT = "__discovery-plugin";
