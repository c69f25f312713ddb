/** A load: tasks of three frames each, which wait until this process ends. */

const waiting: (() => void)[] = [];

/** Start `count` tasks. Each has a promise of its own, as a lost reply has. */
export function startTasks(count: number): void {
  for (let task = 0; task < count; task++) handleRequest();
}

async function handleRequest(): Promise<void> {
  await loadUser();
}

async function loadUser(): Promise<void> {
  await reply();
}

async function reply(): Promise<void> {
  await new Promise<void>((resolve) => waiting.push(resolve));
}
