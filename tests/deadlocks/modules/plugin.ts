import { host } from "./plugin_main.ts";

export const plugin: string = `plugin of ${host}`;
