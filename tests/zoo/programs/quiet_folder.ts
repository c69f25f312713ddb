// A watcher of a folder in which nothing ever changes.

interface Change {
  kind: string;
  file: string;
}

class Watcher {
  #watcher: Deno.FsWatcher;

  constructor(folder: string) {
    this.#watcher = Deno.watchFs(folder);
  }

  async *changes(): AsyncGenerator<Change> {
    for await (const { kind, paths } of this.#watcher) { // <- stuck (line only): Watcher.changes
      for (const file of paths) yield { kind, file };
    }
  }
}

async function rebuildOnChange(folder: string): Promise<void> {
  const seen: Change[] = [];
  for await (const change of new Watcher(folder).changes()) { // <- stuck (line only): rebuildOnChange
    if (seen.push(change) === 3) break;
  }
  console.log("rebuild because of", seen);
}

setTimeout(() => console.log("ready"), 300);
await rebuildOnChange(`${import.meta.dirname}/module_cycle`);
