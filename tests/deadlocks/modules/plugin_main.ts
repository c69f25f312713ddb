// The plugin imports the module that awaits it.
import { reportSoon } from "./report.ts";

export const host = "host";
reportSoon();
const { plugin } = await import("./plugin.ts");
console.log(plugin);
