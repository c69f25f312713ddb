/** The tasks of a group are shown under the `await using` that opened it, each with the name that its program gave it. */
import { elaborateContext, extract, extractChild, nameStackItem, unwrapStackItem } from "@stackscope/stackscope";

class Task {
  constructor(readonly name: string, readonly done: Promise<void>) {}
}

class TaskGroup implements AsyncDisposable {
  readonly tasks: Task[] = [];

  start(name: string, work: () => Promise<void>) {
    this.tasks.push(new Task(name, work()));
  }

  async [Symbol.asyncDispose]() {
    await Promise.all(this.tasks.map((task) => task.done));
  }
}

unwrapStackItem.register(Task, (task) => task.done);
nameStackItem.register(Task, (task) => `Task "${task.name}"`);
elaborateContext.register(TaskGroup, (group, context) => {
  context.children = group.tasks.map((task) => extractChild(task, { forTask: true }));
});

const network = Promise.withResolvers<void>();
async function download() {
  await network.promise;
}
async function main() {
  await using group = new TaskGroup();
  group.start("page", download);
  group.start("picture", download);
  await network.promise;
}

const running = main();
console.log(String(extract(running, { recurseChildTasks: true })));
network.resolve();
await running;

// Output:
// stackscope.Stack of Promise {} (most recent call last):
// ╠ main in task_group at /srv/stackscope/examples/task_group.ts:34:3
// ║ ├ await using group = new TaskGroup();  # group: TaskGroup (line 31)
// ║ │
// ║ ├── Task "page"
// ║ │   ╠ download in task_group at /srv/stackscope/examples/task_group.ts:28:3
// ║ │   ║ └ await network.promise;
// ║ │   ╚ a promise held by network.promise
// ║ │
// ║ ├── Task "picture"
// ║ │   ╠ download in task_group at /srv/stackscope/examples/task_group.ts:28:3
// ║ │   ║ └ await network.promise;
// ║ │   ╚ a promise held by network.promise
// ║ │
// ║ └ await network.promise;
// ╚ a promise held by network.promise
