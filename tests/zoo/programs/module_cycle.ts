// The entry awaits a plugin at top level; the plugin imports the entry, which is not done yet.
// https://github.com/nodejs/node/issues/55468

export interface Plugin {
  name: string;
  start(): void;
}

export class PluginHost {
  readonly plugins: Plugin[] = [];

  use(plugin: Plugin): void {
    this.plugins.push(plugin);
    plugin.start();
  }
}

export const host = new PluginHost();

setInterval(() => console.error("plugins:", host.plugins.length), 5_000);
setTimeout(() => console.log("ready"), 300);

const { plugin }: { plugin: Plugin } = await import("./module_cycle/plugin.ts"); // <- stuck: <module>
host.use(plugin);
