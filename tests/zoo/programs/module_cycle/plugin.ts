import { host, type Plugin } from "../module_cycle.ts";

export const plugin: Plugin = {
  name: "metrics",
  start: () => console.log("one of", host.plugins.length),
};
